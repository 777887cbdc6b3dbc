// Before anybody walks: the catalogue is published, and every customer agrees, registers a phone and says what she likes.
import { createSession, type Session } from './api.ts';
import { type City, timeZone } from './city.ts';
import type { DemoCustomer } from './customers.ts';
import { randomFrom } from './random.ts';
import { dayMs } from './why.ts';

/** How many customers register at a time: enough to keep a laptop's Lambda workers busy, too few to be throttled. */
const atATime = 12;

interface Cloud {
  apiUrl: string;
  issueToken(claims: { sub: string; scope?: string; expiresInSeconds?: number }): Promise<string>;
}

/** What the demo reads of a decision as its customer is told it. */
interface Told {
  at: number;
  chosen?: { offerId: string };
}

/** A session of the city's marketer. */
export function marketerOf(cloud: Cloud, signal: AbortSignal): Session {
  return createSession({
    apiUrl: cloud.apiUrl,
    newToken: () => cloud.issueToken({ sub: 'demo-marketer', scope: 'ravn/marketer' }),
    signal,
    random: randomFrom('marketer'),
  });
}

/** Publishes the city's catalogue, as a marketer would. Resolves to the version now in force. */
export async function publish(cloud: Cloud, city: City, signal: AbortSignal): Promise<number> {
  const marketer = marketerOf(cloud, signal);
  const { version } = await marketer.request<{ version: number }>('PUT', '/v1/catalogue', city.catalogue);
  return version;
}

/** Registers the customers, in their order. Every request is a PUT: doing it again on kept data changes nothing. */
export async function register(
  cloud: Cloud,
  customers: DemoCustomer[],
  signal: AbortSignal,
  onRegistered: (customer: DemoCustomer) => void,
): Promise<void> {
  await forEach(customers, async (customer) => {
    const session = sessionOf(cloud, customer, signal);
    const { consents, deviceId, platform, token, locale, interests, mutedCategories } = customer;
    // One after the other: all three are writes to the same customer, and the first creates her.
    await session.request('PUT', '/v1/consents', { ...consents, textVersion: 'demo-1' });
    await session.request('PUT', `/v1/devices/${deviceId}`, { platform, token, locale, timeZone });
    await session.request('PUT', '/v1/preferences', { interests, mutedCategories });
    onRegistered(customer);
  });
}

/** Which offers everybody was chosen for within a day of `now`: those will not be sent again so soon. */
export async function offersHad(
  cloud: Cloud,
  customers: DemoCustomer[],
  now: number,
  signal: AbortSignal,
): Promise<Map<string, string[]>> {
  const had = new Map<string, string[]>();
  await forEach(customers, async (customer) => {
    const { decisions } = await sessionOf(cloud, customer, signal).request<{ decisions: Told[] }>(
      'GET',
      '/v1/decisions',
    );
    had.set(
      customer.id,
      decisions.flatMap(({ chosen, at }) => (chosen && at > now - dayMs ? [chosen.offerId] : [])),
    );
  });
  return had;
}

async function forEach(customers: DemoCustomer[], task: (customer: DemoCustomer) => Promise<void>): Promise<void> {
  const waiting = customers.values();
  await Promise.all(
    Array.from({ length: atATime }, async () => {
      for (const customer of waiting) await task(customer);
    }),
  );
}

function sessionOf(cloud: Cloud, { id }: DemoCustomer, signal: AbortSignal): Session {
  const random = randomFrom(id, 'settle');
  return createSession({ apiUrl: cloud.apiUrl, newToken: () => cloud.issueToken({ sub: id }), signal, random });
}
