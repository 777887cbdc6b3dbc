// A deep link leads into an app or to a page; what runs or carries code is refused.
import { expect, test } from 'vitest';
import { offer } from '../../../shared/model/offer.ts';
import { anOffer } from '../../support/town.ts';

const accepts = (deepLink: string) => offer.safeParse({ ...anOffer(), deepLink }).success;

test.each(['https://example.com/cocoa', 'ravn-demo://offer/cocoa', 'com.example.app://o?id=1'])('%s', (link) => {
  expect(accepts(link)).toBe(true);
});

test.each([
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  'data:text/html,x',
  'file:///etc/passwd',
  'blob:x',
  'no link',
])('not %s', (link) => {
  expect(accepts(link)).toBe(false);
});
