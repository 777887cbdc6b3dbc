// Sixteen offers in Danish and English: ten that may go out, one that has not begun, one that is over, and four that wait for something:
// for rain, for a full shelf, for a match won, for somebody who stays.
import { daily, type WeeklyWindow } from './hours.ts';
import type { Category } from './stores.ts';

export interface Offer {
  id: string;
  category: Category;
  messages: { da: Message; en: Message };
  defaultLocale: 'da';
  where: { tags: string[] };
  startsAt: number;
  endsAt: number;
  hours?: WeeklyWindow[];
  weather?: { kinds: string[]; precipitationMmPerHour?: { atLeast: number } };
  context?: { name: string; scope?: 'everywhere'; atLeast?: number; equals?: boolean }[];
  on?: { dwellMinutes: number };
  /** The demo is watched at any hour; a real offer leaves this out, and is silent from 21:00 to 08:00. */
  quietHours: 'none';
  value: number;
  cost: number;
  budgetUnits?: number;
  caps: Cap[];
  minimumPropensity: number;
  deepLink: string;
}

interface Message {
  title: string;
  body: string;
}

interface Cap {
  per: 'customer' | 'category' | 'offer';
  limit: number;
  windowMinutes: number;
}

/** What partners tell of, by name. */
export const swirls = 'stock.swirls';
export const matchWon = 'match.won';

const day = 24 * 60 * 60_000;
const dayMinutes = 24 * 60;
/** Nobody hears the same twice a day, and nobody more than three times a day at all. */
export const caps: Cap[] = [
  { per: 'offer', limit: 1, windowMinutes: dayMinutes },
  { per: 'customer', limit: 3, windowMinutes: dayMinutes },
];
/** Above what anybody is expected to redeem (0.05), below what somebody with the declared interest is (0.2). */
const onlyInterested = 0.1;

/**
 * The offers as of `midnight` (epoch milliseconds): dates count from the day, so that a second start on the same day does
 * not make new versions of them. The warm buns are on from `bunsFromMinute` (minute of the day), for an hour.
 */
export function offers(midnight: number, bunsFromMinute: number): Offer[] {
  const offer = (
    id: string,
    category: Category,
    da: [title: string, body: string],
    en: [title: string, body: string],
    more: Partial<Offer> = {},
  ): Offer => ({
    id,
    category,
    messages: { da: { title: da[0], body: da[1] }, en: { title: en[0], body: en[1] } },
    defaultLocale: 'da',
    where: { tags: [category] },
    startsAt: midnight - 7 * day,
    endsAt: midnight + 14 * day,
    quietHours: 'none',
    value: 30,
    cost: 0.5,
    caps,
    minimumPropensity: onlyInterested,
    deepLink: `ravn-demo://offers/${id}`,
    ...more,
  });
  return [
    offer(
      'warm-cocoa',
      'coffee',
      ['Varm kakao −20 %', 'Kom ind i varmen. Kakaoen er mørk, fløden er rigtig, og der er en plads ved vinduet.'],
      ['Hot cocoa, 20% off', 'Come in from the cold. Dark cocoa, real cream, and a seat by the window.'],
    ),
    offer(
      'warm-buns',
      'bakery',
      ['Lune boller, lige nu', 'De kom ud af ovnen for lidt siden. Tag to, betal for den ene.'],
      ['Warm buns, right now', 'They left the oven a moment ago. Take two, pay for one.'],
      { hours: daily(bunsFromMinute, bunsFromMinute + 60) },
    ),
    offer(
      'one-more-chapter',
      'books',
      ['Et kapitel mere?', 'Køb en bog, få den næste til halv pris. Vi har lagt tre frem, vi selv ikke kunne slippe.'],
      [
        'One more chapter?',
        'Buy a book, get the next at half price. We put out three we could not put down ourselves.',
      ],
      { value: 60 },
    ),
    offer(
      'long-scarf',
      'fashion',
      [
        'Et tørklæde, der når hele vejen rundt',
        'Dansk uld, −25 % i dag. Vinden på Dronning Louises Bro har ikke en chance.',
      ],
      [
        'A scarf that goes all the way round',
        'Danish wool, 25% off today. The wind on the bridge does not stand a chance.',
      ],
      { value: 90, cost: 1 },
    ),
    offer(
      'free-bike-check',
      'sport',
      ['Gratis cykeltjek i dag', 'Bremser, kæde og luft, mens du venter. Vi har plads til tolv.'],
      ['A free bike check today', 'Brakes, chain and air while you wait. We have room for twelve.'],
      { value: 80, cost: 2, budgetUnits: 12 },
    ),
    offer(
      'crooked-carrots',
      'groceries',
      ['Skæve gulerødder, lige priser', 'Alt det krumme grønt til halv pris. Det smager ligesådan.'],
      ['Crooked carrots, straight prices', 'All the wonky vegetables at half price. They taste just the same.'],
      { value: 20, cost: 0.2, caps: [...caps, { per: 'category', limit: 1, windowMinutes: 12 * 60 }] },
    ),
    offer(
      'winter-ice',
      'ice-cream',
      ['Is smager bedst, når det er koldt', 'En ekstra kugle på huset. Ja, også i dag.'],
      ['Ice cream tastes best in the cold', 'An extra scoop on the house. Yes, even today.'],
      { value: 25 },
    ),
    offer(
      'flowers-for-no-reason',
      'flowers',
      ['Blomster uden anledning', 'En buket af det, der står smukkest lige nu. De otte første får vasen med.'],
      ['Flowers for no reason', 'A bunch of whatever looks best right now. The first eight get the vase too.'],
      { value: 70, cost: 3, budgetUnits: 8 },
    ),
    offer(
      'soup-of-the-day',
      'food',
      ['Suppen er klar', 'Dagens suppe med surdejsbrød, 65 kr. Portionen er til at blive glad af.'],
      ['The soup is ready', 'Soup of the day with sourdough bread, 65 kr. A bowl to be happy about.'],
      { value: 25 },
    ),
    // Whoever sits in a café when it begins to rain is asked again, and who comes in while it does.
    offer(
      'until-the-rain-stops',
      'coffee',
      ['Bliv, til det holder op', 'Det regner. Køb en kop mere til halv pris, og lad skyerne passe sig selv.'],
      ['Stay until it stops', 'It is raining. Another cup at half price, and let the clouds mind their own business.'],
      { weather: { kinds: ['rain'], precipitationMmPerHour: { atLeast: 0.5 } }, value: 35, minimumPropensity: 0 },
    ),
    // The bakers' own systems tell of the shelf, and somebody of the match: demo/partners.ts.
    offer(
      'cinnamon-swirls',
      'bakery',
      ['Kanelsnegle på hylden', 'De er lige kommet ud. To for en, så længe der er flere.'],
      ['Cinnamon swirls on the shelf', 'Just out of the oven. Two for one, while there are any.'],
      { context: [{ name: swirls, atLeast: 1 }], value: 40, minimumPropensity: 0 },
    ),
    offer(
      'we-won',
      'food',
      ['Vi vandt!', 'Dagens ret koster det, holdet scorede: næsten ingenting.'],
      ['We won!', 'The dish of the day costs what the team scored: next to nothing.'],
      { context: [{ name: matchWon, scope: 'everywhere', equals: true }], value: 40, minimumPropensity: 0 },
    ),
    offer(
      'still-reading',
      'books',
      ['Sidder du godt?', 'Du har læst lidt. Kaffen ved vinduet er på husets regning.'],
      ['Comfortable?', 'You have been reading for a while. Coffee by the window is on the house.'],
      { on: { dwellMinutes: 1 }, value: 40, minimumPropensity: 0 },
    ),
    // For anybody who is there: the area itself is the occasion.
    offer(
      'stories-of-the-street',
      'culture',
      ['Historien bag facaden', 'Du går lige forbi den. Fem minutters fortælling i øret, gratis i dag.'],
      ['The story behind the facade', 'You are walking right past it. Five minutes of story in your ear, free today.'],
      { value: 15, cost: 0.1, minimumPropensity: 0 },
    ),
    offer(
      'gloegg-is-coming',
      'coffee',
      ['Gløgg og æbleskiver', 'Så er det nu: den første gløgg er varm.'],
      ['Mulled wine and æbleskiver', 'It is that time: the first gløgg is warm.'],
      { startsAt: midnight + 5 * day, endsAt: midnight + 30 * day },
    ),
    offer(
      'end-of-summer',
      'fashion',
      ['Sidste sommerkjoler', 'De skal ud, inden efteråret kommer ind.'],
      ['The last summer dresses', 'They have to leave before autumn comes in.'],
      { startsAt: midnight - 60 * day, endsAt: midnight - 20 * day },
    ),
  ];
}
