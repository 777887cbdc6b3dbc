// Redemption: a code a customer shows at the till, good once, for one delivery. Made to be read aloud and typed.
import * as z from 'zod';
import { epochMilliseconds } from './identifier.ts';
import { storedObject } from './stored.ts';

/** Crockford's base32: no I, L, O and U, which are taken for 1, 1, 0 and V. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 9 × 5 bits are drawn: with a million codes out, 35 million guesses for a hit. The tenth character checks them. */
const drawn = 9;

/**
 * The code of 9 random bytes: ten characters, `KX7M29QWAH`.
 * @throws RangeError where there are fewer bytes.
 */
export function codeFrom(random: Uint8Array): string {
  if (random.length < drawn) throw new RangeError(`a code takes ${drawn} random bytes`);
  const symbols = [...random.subarray(0, drawn)].map((byte) => byte & 31);
  return [...symbols, checkOf(symbols)].map((symbol) => alphabet[symbol]).join('');
}

/** The code somebody typed, read or scanned, as it is stored; nothing where it is none, such as one with a wrong character. */
export function codeIn(said: string): string | undefined {
  const plain = said.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  const symbols = [...plain].map((character) => alphabet.indexOf(character));
  if (symbols.length !== drawn + 1 || symbols.includes(-1)) return undefined;
  return checkOf(symbols.slice(0, drawn)) === symbols[drawn] ? plain : undefined;
}

/** As it is shown: `KX7M2-9QWAH`. */
export const spoken = (code: string): string => `${code.slice(0, 5)}-${code.slice(5)}`;

/**
 * The weighted sum of the symbols in GF(32), weights x⁹ … x¹ (Horner's rule; x is a generator of x⁵ + x² + 1). So every single
 * wrong symbol and every two exchanged ones are noticed.
 */
function checkOf(symbols: number[]): number {
  return symbols.reduce((sum, symbol) => timesX(sum ^ symbol), 0);
}

const timesX = (value: number): number => ((value << 1) ^ (value & 16 ? 0b100101 : 0)) & 31;

/** A code bound to its delivery. */
export const issuedCode = storedObject({
  code: z.string(),
  deliveryId: z.string(),
  customerId: z.string(),
  offerId: z.string(),
  category: z.string(),
  /** From here it is good no longer. */
  expiresAt: epochMilliseconds,
  /** Until then whoever has redeemed it is not offered the same again. */
  offerEndsAt: epochMilliseconds,
});
export type IssuedCode = z.infer<typeof issuedCode>;

/** What a customer's item keeps of a code of hers: what she may be shown, and what is to be erased with her. */
export const ownCode = storedObject({
  code: z.string(),
  deliveryId: z.string(),
  offerId: z.string(),
  expiresAt: epochMilliseconds,
});

/** What she has redeemed: she is not offered it again while the offer lasts. */
export const redeemedOffer = storedObject({
  offerId: z.string(),
  /** Absent where she told of it herself. */
  code: z.string().optional(),
  at: epochMilliseconds,
  until: epochMilliseconds,
});
export type RedeemedOffer = z.infer<typeof redeemedOffer>;

/** The most codes and redeemed offers a customer's item keeps; the oldest give way. */
export const maxOwnCodes = 16;
export const maxRedeemedOffers = 32;

/** `POST /v1/redemptions` */
export const redemptionRequest = z.strictObject({
  /** As the customer shows it: capitals or not, with hyphens or blanks or without. */
  code: z
    .string()
    .max(40)
    .refine((said) => codeIn(said) !== undefined, 'no code: ten characters, and one of them is mistyped or missing'),
});
