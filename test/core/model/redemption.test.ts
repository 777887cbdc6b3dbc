// Redemption codes: read back however they are said, and never mistaken for another by one slip.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeFrom, codeIn, redemptionRequest, spoken } from '../../../shared/model/redemption.ts';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const code = fc.uint8Array({ minLength: 9, maxLength: 9 }).map(codeFrom);

test('however it is said, it is read back', () => {
  fc.assert(
    fc.property(code, fc.infiniteStream(fc.constantFrom('', ' ', '-')), fc.boolean(), (one, gaps, lower) => {
      const slips: Record<string, string> = { '0': 'O', '1': 'l' };
      const said = [...one].map((symbol) => (slips[symbol] ?? symbol) + gaps.next().value).join('');
      expect(codeIn(lower ? said.toLowerCase() : said)).toBe(one);
      expect(codeIn(spoken(one))).toBe(one);
    }),
  );
});

test('every single wrong symbol and every two exchanged are noticed', () => {
  fc.assert(
    fc.property(code, fc.nat({ max: 9 }), fc.nat({ max: 9 }), fc.constantFrom(...alphabet), (one, i, j, symbol) => {
      const wrong = one.slice(0, i) + symbol + one.slice(i + 1);
      if (wrong !== one) expect(codeIn(wrong)).toBeUndefined();
      const exchanged = [...one];
      [exchanged[i], exchanged[j]] = [exchanged[j]!, exchanged[i]!];
      if (exchanged.join('') !== one) expect(codeIn(exchanged.join(''))).toBeUndefined();
    }),
    { numRuns: 5000 },
  );
});

test('each of the 45 bits makes another code', () => {
  const codes = new Set([codeFrom(new Uint8Array(9))]);
  for (let bit = 0; bit < 45; bit++) {
    const bytes = new Uint8Array(9);
    bytes[Math.floor(bit / 5)] = 1 << (bit % 5);
    codes.add(codeFrom(bytes));
  }
  expect(codes.size).toBe(46);
  expect(() => codeFrom(new Uint8Array(8))).toThrow(RangeError);
});

test('what is no code is refused at the door', () => {
  for (const said of ['', 'KX7M2', 'UUUUUUUUUU', '0000000001', 'ÅÅÅÅÅÅÅÅÅÅ', ' '.repeat(41)])
    expect(redemptionRequest.safeParse({ code: said }).success, said).toBe(false);
  expect(redemptionRequest.safeParse({ code: '00000-0000o' }).success).toBe(true);
});
