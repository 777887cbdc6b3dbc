// The dictionary: both languages tell every event, and neither has words the other lacks.
import { expect, test } from 'vitest';
import { sentence, type Words, wordsFor } from '../../console/live/words.ts';
import { offerReason } from '../../shared/model/reason.ts';
import { decided, ended, entered } from './event.ts';

const [english, danish] = [wordsFor('en-US'), wordsFor('da-DK')];

test('Danish for a Danish browser, English for any other', () => {
  expect(wordsFor('da').language).toBe('da');
  expect(wordsFor('DA-dk').language).toBe('da');
  expect(wordsFor('nb-NO').language).toBe('en');
  expect(wordsFor('dakota').language).toBe('en');
});

test('both languages have the same reasons, states and ends', () => {
  const names = ({ ends, states, offerReasons }: Words) => [ends, states, offerReasons].map(Object.keys);
  expect(names(danish)).toEqual(names(english));
  expect(Object.keys(english.offerReasons)).toEqual(offerReason.options);
});

test('an event is one sentence', () => {
  expect(sentence(english, ended('sent'))).toEqual({ place: 'torvet', text: 'offer cocoa sent' });
  expect(sentence(danish, ended('sent'))).toEqual({ place: 'torvet', text: 'tilbud cocoa sendt' });
  expect(sentence(english, ended('cancelled', 'left')).text).toBe('offer cocoa cancelled (left)');
  expect(sentence(english, entered).text).toBe('a customer came in');
  expect(sentence(english, decided({ chosen: 1 })).text).toBe('offer cocoa chosen');
  expect(sentence(english, decided({ capped: 1 }, 'capped')).text).toBe('no offer, cap reached');
});

test('places and offers are called by name where one is known', () => {
  const names = { place: (id: string) => (id === 'torvet' ? 'Torvet' : undefined), offer: () => undefined };
  expect(sentence(english, ended('sent'), names)).toEqual({ place: 'Torvet', text: 'offer cocoa sent' });
});

test('a state or reason of a newer server stands as it is', () => {
  expect(sentence(danish, ended('parked')).text).toBe('cocoa: parked');
  expect(sentence(danish, decided({ 'newer-server': 1 }, 'newer-server')).text).toBe('intet tilbud, newer-server');
});
