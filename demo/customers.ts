// Two hundred customers, invented: a first name, tastes, a phone, and what they have and have not agreed to.
import { createHash } from 'node:crypto';
import { pick, type Random, randomFrom } from './random.ts';
import { type Category, categories } from './stores.ts';

export interface DemoCustomer {
  id: string;
  /** For display only; it is never sent. */
  firstName: string;
  locale: 'da-DK' | 'en-GB';
  platform: 'ios' | 'android';
  deviceId: string;
  token: string;
  consents: { location: boolean; profiling: boolean; push: boolean };
  interests: Category[];
  mutedCategories: Category[];
  /** Her bicycle carries a tracker, and her phone does not report. */
  hasTracker: boolean;
}

export const customerCount = 200;
/** Every so manieth rides a bicycle with a tracker. */
const trackerEvery = 12;

// biome-ignore format: a list of names reads best as one
const firstNames = [
  'Freja', 'Alma', 'Clara', 'Ida', 'Karla', 'Emma', 'Agnes', 'Asta', 'Nora', 'Ella', 'Liv', 'Vigga', 'Astrid', 'Sofie', 'Ellen',
  'Maja', 'Luna', 'Signe', 'Laura', 'Mathilde', 'Ingrid', 'Johanne', 'Maren', 'Tilde', 'Rosa', 'Hannah', 'Mille', 'Lærke', 'Ane',
  'Kirsten', 'Bodil', 'Fatima', 'Amina', 'Naja', 'William', 'Oscar', 'Carl', 'Malthe', 'Emil', 'Valdemar', 'Noah', 'August',
  'Aksel', 'Arthur', 'Viggo', 'Elias', 'Storm', 'Otto', 'Anton', 'Alfred', 'Villads', 'Magnus', 'Birk', 'Holger', 'Jens', 'Lars',
  'Rasmus', 'Søren', 'Bjørn', 'Yusuf', 'Malik', 'Samir', 'Kasper', 'Troels',
];

export function customers(seed: number): DemoCustomer[] {
  return Array.from({ length: customerCount }, (_, index) => {
    const id = `customer-${String(index + 1).padStart(3, '0')}`;
    const random = randomFrom(seed, id);
    const interests = drawInterests(random);
    const others = categories.filter((category) => !interests.includes(category));
    return {
      id,
      firstName: pick(random, firstNames),
      locale: random() < 0.7 ? 'da-DK' : 'en-GB',
      platform: random() < 0.5 ? 'ios' : 'android',
      deviceId: `phone-${String(index + 1).padStart(3, '0')}`,
      // As long and as unreadable as an APNs token.
      token: createHash('sha256').update(`ravn demo ${seed} ${id}`).digest('hex'),
      consents: { location: random() >= 0.05, profiling: random() >= 0.1, push: random() >= 0.08 },
      interests,
      mutedCategories: random() < 0.15 ? [pick(random, others)] : [],
      hasTracker: index % trackerEvery === trackerEvery - 1,
    };
  });
}

/** None for one in seven, else one to three. */
function drawInterests(random: Random): Category[] {
  if (random() < 1 / 7) return [];
  const drawn = new Set<Category>();
  const count = 1 + Math.floor(random() * 3);
  while (drawn.size < count) drawn.add(pick(random, categories));
  return [...drawn];
}
