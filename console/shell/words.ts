// What the frame round every page says, and how failures are told.
import type { InBoth } from './language.ts';

const en = {
  pages: { map: 'Map', offers: 'Offers', segments: 'Segments', live: 'Live', results: 'Results', why: 'Why' },
  navigation: 'Pages',
  skip: 'Skip to content',
  otherLanguage: 'Dansk',
  signOut: 'Sign out',
  leave: 'What you have typed is not saved. Leave it?',
  loading: 'Loading …',
  again: 'Try again',
  signIn: 'Sign in again',
  signedOut: 'Your session has ended',
  signedOutHint: 'What you have typed is still here. Sign in again in another tab, or here.',
  forbidden: 'This account may not do that',
  forbiddenHint: 'Its token lacks the scope ravn/marketer. Ask whoever administers your sign-in.',
  nobody: 'The API does not answer',
  nobodyHint: 'Check your connection. Nothing has been lost; try again.',
  busy: 'The API is busy',
  busyHint: (seconds: number) => `Nothing has happened. Try again in ${seconds} s.`,
  missing: 'There is no such thing here',
  other: (status: number) => `The API answers ${status}`,
  notStarted: 'The console could not start',
};

const da: typeof en = {
  pages: { map: 'Kort', offers: 'Tilbud', segments: 'Segmenter', live: 'Live', results: 'Resultater', why: 'Hvorfor' },
  navigation: 'Sider',
  skip: 'Spring til indholdet',
  otherLanguage: 'English',
  signOut: 'Log ud',
  leave: 'Det, du har skrevet, er ikke gemt. Vil du forlade det?',
  loading: 'Henter …',
  again: 'Prøv igen',
  signIn: 'Log ind igen',
  signedOut: 'Du er blevet logget ud',
  signedOutHint: 'Det, du har skrevet, er her endnu. Log ind igen i en anden fane, eller her.',
  forbidden: 'Denne konto må ikke gøre det',
  forbiddenHint: 'Den mangler rettigheden ravn/marketer. Spørg den, der administrerer jeres login.',
  nobody: 'API’et svarer ikke',
  nobodyHint: 'Se efter din forbindelse. Intet er gået tabt; prøv igen.',
  busy: 'API’et har travlt',
  busyHint: (seconds) => `Der er ikke sket noget. Prøv igen om ${seconds} s.`,
  missing: 'Det findes ikke her',
  other: (status) => `API’et svarer ${status}`,
  notStarted: 'Konsollen kunne ikke starte',
};

export const shellWords: InBoth<typeof en> = { en, da };
