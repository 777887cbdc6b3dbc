// A chain's geofences, offers and results, as the API would tell them: for pages that are looked at without a cloud.

const noon = Date.UTC(2026, 10, 20, 11);
const day = 24 * 60 * 60_000;
const changed = { version: 1, changedAt: noon - 3 * day, changedBy: 'mette' };

const names = [
  'Torvehallerne',
  'Nørreport',
  'Kultorvet',
  'Rundetårn',
  'Amagertorv',
  'Nyhavn',
  'Vesterbro',
  'Trianglen',
];
const tagsOf = [
  ['coffee'],
  ['coffee', 'bakery'],
  ['ice-cream'],
  ['books'],
  ['coffee', 'flagship'],
  ['bakery'],
  ['books'],
  ['coffee'],
];

export interface Geofence {
  id: string;
  name: string;
  kind: 'store' | 'area' | 'exclusion';
  shape: { type: string; [part: string]: unknown };
  timeZone: string;
  tags?: string[];
  openingHours?: object[];
  specialOpeningHours?: object[];
  version: number;
  changedAt: number;
  changedBy: string;
}

/** `count` places: the first in Copenhagen, the rest spread over Denmark and its neighbours in clumps, as shops are. */
export function geofences(count: number): Geofence[] {
  const stores = names.map(
    (name, n): Geofence => ({
      id: `cafe-${n + 1}`,
      name: `Café Ravn ${name}`,
      kind: 'store',
      shape: {
        type: 'Circle',
        center: [12.565 + 0.008 * (n % 4), 55.676 + 0.007 * Math.floor(n / 4)],
        radiusMetres: 120 + 15 * n,
      },
      timeZone: 'Europe/Copenhagen',
      tags: tagsOf[n],
      openingHours: [{ dayOfWeek: ['monday', 'friday'], opens: '08:00', closes: '18:00' }],
      specialOpeningHours: [{ date: '2026-12-24' }],
      ...changed,
    }),
  );
  const around = (lng: number, lat: number, size: number) => [
    [
      [lng - size, lat - size / 2],
      [lng + size, lat - size / 2],
      [lng + size * 1.2, lat + size / 2],
      [lng - size, lat + size / 2],
      [lng - size, lat - size / 2],
    ],
  ];
  const others: Geofence[] = [
    {
      id: 'stroeget',
      name: 'Strøget',
      kind: 'area',
      shape: { type: 'Polygon', coordinates: around(12.579, 55.6785, 0.005) },
      timeZone: 'Europe/Copenhagen',
      tags: ['city'],
      ...changed,
    },
    {
      id: 'rigshospitalet',
      name: 'Rigshospitalet',
      kind: 'exclusion',
      shape: { type: 'Circle', center: [12.5668, 55.6963], radiusMetres: 350 },
      timeZone: 'Europe/Copenhagen',
      ...changed,
    },
    {
      id: 'school',
      name: 'Sølvgades Skole',
      kind: 'exclusion',
      shape: { type: 'Polygon', coordinates: around(12.584, 55.6873, 0.0015) },
      timeZone: 'Europe/Copenhagen',
      ...changed,
    },
  ];
  const random = createRandom(7);
  const more = Array.from({ length: Math.max(0, count - stores.length - others.length) }, (_, n): Geofence => {
    const [lng, lat] = [
      [12.5, 55.7],
      [10.2, 56.15],
      [10.4, 55.4],
      [9.9, 57.05],
      [13.0, 55.6],
      [10.0, 53.55],
      [18.05, 59.33],
      [10.75, 59.9],
    ][n % 8]!;
    const spread = () => (random() + random() + random() - 1.5) * 0.5;
    return {
      id: `shop-${n}`,
      name: `Shop ${n}`,
      kind: 'store',
      shape: {
        type: 'Circle',
        center: [lng! + spread(), lat! + spread() / 2],
        radiusMetres: 80 + Math.round(random() * 200),
      },
      timeZone: 'Europe/Copenhagen',
      tags: n % 3 ? ['kiosk'] : ['kiosk', 'coffee'],
      ...changed,
    };
  });
  return [...stores, ...others, ...more];
}

/** The same numbers each time (mulberry32), so that pictures can be compared. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const gold = { id: 'gold', name: 'Gold members', audience: { attributes: { tier: { oneOf: ['gold'] } } } };

export const cocoa = {
  id: 'hot-chocolate',
  category: 'coffee',
  messages: {
    da: { title: 'Varm kakao −20 %', body: 'Kom ind i varmen på {geofenceName} inden kl. {offerEndsAt}.' },
    en: { title: 'Hot chocolate −20 %', body: 'Come in from the rain at {geofenceName}, until {offerEndsAt}.' },
  },
  defaultLocale: 'da',
  where: { tags: ['coffee'] },
  startsAt: noon - 20 * day,
  endsAt: noon + 20 * day,
  hours: [{ dayOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'], opens: '14:00', closes: '17:00' }],
  weather: { kinds: ['rain', 'sleet', 'snow'] },
  value: 30,
  cost: 0.5,
  budgetUnits: 500,
  caps: [{ per: 'offer', limit: 1, windowMinutes: 3 * 24 * 60 }],
  holdoutShare: 0.1,
};

export type Offer = typeof cocoa & { [other: string]: unknown };

/** An offer that asks for everything the form has rows for. */
const choosy = {
  personalization: 'open',
  reveals: 'interests',
  subtleMessages: { da: { title: 'Lunt brød til kaffen', body: 'Kig ind på {geofenceName}.' } },
  specialHours: [{ date: '2026-12-05' }, { date: '2026-12-06', opens: '10:00', closes: '14:00' }],
  segmentId: 'gold',
  audience: {
    interests: ['coffee', 'bakery'],
    visits: { atLeast: 2 },
    attributes: { tier: { oneOf: ['gold', 'silver'] }, yearsAsMember: { atLeast: 2 }, storeCard: { equals: true } },
  },
  context: [
    { name: 'stock.croissant', scope: 'geofence', atLeast: 1 },
    { name: 'queue.minutes', scope: 'geofence', atLeast: 0, atMost: 5 },
    { name: 'kitchen.open', scope: { tag: 'bakery' }, equals: true },
  ],
};

export function offers(): { offer: Offer; state: 'draft' | 'live' | 'paused' | 'archived'; version: number }[] {
  const named = (id: string, title: string, category: string): Offer => ({
    ...cocoa,
    id,
    category,
    messages: { da: { title, body: 'Kig ind på {geofenceName}.' }, en: { title, body: 'Drop in at {geofenceName}.' } },
  });
  return [
    { offer: cocoa, state: 'live', version: 4 },
    { offer: { ...named('croissant', 'Croissant til kaffen', 'bakery'), ...choosy }, state: 'live', version: 2 },
    { offer: named('book-night', 'Bogaften torsdag', 'books'), state: 'paused', version: 3 },
    { offer: named('ice-summer', 'To kugler for én', 'ice-cream'), state: 'draft', version: 1 },
    { offer: named('spring', 'Forårsbuket −15 %', 'flowers'), state: 'archived', version: 6 },
  ];
}

const row = (key: string, sent: number | null, redeemed: number | null, name?: string) => ({
  key,
  ...(name && { name }),
  sent,
  opened: sent === null ? null : Math.round(sent * 0.4),
  redeemed,
  heldOut: sent === null ? null : Math.round(sent / 9),
  heldOutRedeemed: sent === null ? null : Math.round(sent / 130),
});

/** A report that is undecided still, or, for the first offer, one that helped. */
export function report(offerId: string, from: string, to: string) {
  const isClear = offerId === cocoa.id;
  return {
    offerId,
    from,
    to,
    funnel: {
      evaluated: 18_240,
      chosen: 3610,
      reserved: 3610,
      sent: 3012,
      heldOut: 334,
      rejected: 21,
      unknown: null,
      cancelled: 168,
      expired: 73,
      opened: 1288,
      dismissed: 402,
      measured: 2710,
      redeemed: 361,
    },
    reasons: {
      'weather-mismatch': 8120,
      'outside-hours': 4010,
      capped: 1350,
      'below-propensity': 890,
      'quiet-hours': 260,
      chosen: 3610,
    },
    uplift: isClear
      ? {
          push: { customers: 2710, converted: 344 },
          holdout: { customers: 301, converted: 22 },
          difference: 0.0538,
          interval: [0.0061, 0.0912],
          fixedInterval: [0.019, 0.0818],
          verdict: 'helped',
          sampleRatio: { expectedHoldoutShare: 0.1, p: 0.62, ok: true },
        }
      : {
          push: { customers: 610, converted: 58 },
          holdout: { customers: 66, converted: 5 },
          difference: 0.0193,
          interval: [-0.071, 0.098],
          fixedInterval: [-0.066, 0.071],
          verdict: 'undecided',
          needsAboutMoreCustomers: 1900,
          sampleRatio: { expectedHoldoutShare: 0.1, p: 0.0004, ok: false },
        },
    by: {
      weather: [row('rain', 1820, 240), row('sleet', 402, 51), row('snow', 768, 66), row('unknown', 22, null)],
      hour: [row('14', 1010, 118), row('15', 1180, 146), row('16', 822, 97)],
      store: names.map((name, n) =>
        row(`cafe-${n + 1}`, n === 7 ? null : 610 - 70 * n, n === 7 ? null : 80 - 9 * n, `Café Ravn ${name}`),
      ),
    },
  };
}

export const simulationResult = {
  considered: 42_180,
  sends: 2930,
  heldOut: 310,
  customers: 2114,
  customersReplayed: 4200,
  reasons: {
    'weather-mismatch': 21_900,
    'outside-hours': 9800,
    capped: 3100,
    pending: 410,
    'below-propensity': 2840,
    outranked: 1200,
    chosen: 2930,
  },
  perDay: Array.from({ length: 30 }, (_, n) => ({
    day: new Date(noon - (30 - n) * day).toISOString().slice(0, 10),
    sends: Math.round(98 + 70 * Math.sin(n * 1.3)),
    liveSends: Math.round(80 + 55 * Math.sin(n * 1.3 + 0.4)),
  })),
  byHour: Array.from({ length: 24 }, (_, hour) => (hour >= 14 && hour < 17 ? 976 : 0)),
  byStore: names.map((_, n) => ({ geofenceId: `cafe-${n + 1}`, sends: 700 - 80 * n })),
  capPressure: { capped: 3100, cooldown: 120, pending: 410, outranked: 1200 },
  cost: { sends: 1465, perDay: 122 },
  estimate: { sendsPerDay: 244, share: 0.4, budgetDays: 2 },
  assumed: ['dates'],
  others: { sends: 5210, live: 5380 },
  difference: { gained: 640, lost: 180, same: 2290 },
  examples: [
    {
      at: noon - 2 * day,
      geofenceId: 'cafe-1',
      reason: 'chosen',
      text: 'Chosen: raining since 14.20, propensity 0.21 ≥ 0.10, 0 of 1 in 3 days.',
    },
    {
      at: noon - 2 * day + 3_600_000,
      geofenceId: 'cafe-2',
      reason: 'capped',
      text: '3 candidates: 1 capped 1/1 in 3 d, 2 outside hours.',
    },
  ],
};

const feed = [
  { type: 'GeofenceEntered', geofenceId: 'cafe-1' },
  {
    type: 'DecisionMade',
    geofenceId: 'cafe-1',
    offerId: cocoa.id,
    reason: 'chosen',
    candidates: { chosen: 1, 'outside-hours': 2, capped: 1 },
  },
  { type: 'DeliveryEnded', geofenceId: 'cafe-1', offerId: cocoa.id, state: 'sent' },
  { type: 'GeofenceEntered', geofenceId: 'cafe-5' },
  {
    type: 'DecisionMade',
    geofenceId: 'cafe-5',
    reason: 'weather-mismatch',
    candidates: { 'weather-mismatch': 2, 'below-propensity': 1 },
  },
  { type: 'GeofenceExited', geofenceId: 'cafe-3' },
];

/** The last minutes of the feed. */
export function liveEvents() {
  return Array.from({ length: 24 }, (_, n) => {
    const at = Date.now() - 60_000 + 2500 * n;
    return { id: `${String(at).padStart(13, '0')}-${n}`, at, event: feed[n % feed.length] };
  });
}

export const decisions = [
  {
    id: '01KT3WD680J871VTSENTJK1Z1S',
    at: noon + 3_600_000,
    reason: 'below-propensity',
    geofenceId: 'cafe-1',
    facts: { signal: { kind: 'position', id: 'r-1', at: noon + 3_600_000 } },
    candidates: [
      {
        offerId: cocoa.id,
        geofenceId: 'cafe-1',
        reason: 'below-propensity',
        compared: { propensity: 0.05, minimumPropensity: 0.11 },
      },
      {
        offerId: 'croissant',
        geofenceId: 'cafe-1',
        reason: 'capped',
        compared: { sends: 2, limit: 2, windowMinutes: 1440 },
      },
      { offerId: 'book-night', geofenceId: 'cafe-1', reason: 'outside-hours' },
    ],
    explanation: {
      marketer: '3 candidates: 1 outside hours, 1 capped 2/2 in 24 h per customer, 1 below propensity 0.05 < 0.11.',
      customer:
        'You were at Café Ravn. Nothing was sent: none of the offers there seemed relevant enough to disturb you.',
      flip: 'Nearest to being sent: “Hot chocolate −20 %” at Café Ravn, with 0.06 more propensity.',
    },
  },
  {
    id: '01KT3WD680J871VTSENTJK1Z2S',
    at: noon - 7_200_000,
    reason: 'chosen',
    offerId: cocoa.id,
    geofenceId: 'cafe-2',
    end: { state: 'sent', at: noon - 7_199_000 },
    facts: { signal: { kind: 'weather', id: 'w-1', at: noon - 7_200_000 } },
    candidates: [{ offerId: cocoa.id, geofenceId: 'cafe-2', reason: 'chosen', propensity: 0.24 }],
    explanation: {
      marketer: '1 candidate: chosen, propensity 0.24 ≥ 0.10.',
      customer: 'You were at Café Ravn on a rainy afternoon and have said that you like coffee.',
    },
  },
];
