// One line about one push: when, who, where, what, and why; and what she did with it.
import { createSession, type Session } from './api.ts';
import { type City, timeZone } from './city.ts';
import type { DemoCustomer } from './customers.ts';
import type { DemoCloud, Push } from './play.ts';
import { randomFrom } from './random.ts';
import { react, reactionOf } from './reactions.ts';
import { marketerOf } from './settle.ts';
import { type Category, places } from './stores.ts';
import type { Terminal } from './terminal.ts';
import { because, decisionsUpTo } from './why.ts';

const icons: Record<Category, string> = {
  coffee: '☕',
  bakery: '🥐',
  books: '📚',
  fashion: '🧣',
  sport: '🚲',
  groceries: '🥕',
  'ice-cream': '🍦',
  flowers: '💐',
  food: '🍲',
  culture: '🎭',
};

/** The time of day in the town. */
export const clockTime = (at: number) => new Date(at).toLocaleTimeString('en-GB', { timeZone });

/** One line about one push: when, who, where, what, and why. */
export async function tell(
  cloud: DemoCloud,
  push: Push,
  customer: DemoCustomer,
  town: City,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const session: Session = createSession({
    apiUrl: cloud.apiUrl,
    newToken: () => cloud.issueToken({ sub: customer.id }),
    signal,
    random: randomFrom(customer.id, push.at),
  });
  const marketer = marketerOf(cloud, signal);
  const decisions = await decisionsUpTo(marketer, customer.id, push.collapseId ?? '', signal).catch(() => []);
  const time = clockTime(push.at);
  const title = terminal.bold(`"${push.title}"`);
  const offer = town.catalogue.offers.find(({ id }) => id === decisions[0]?.offerId);
  const place = places.find(({ id }) => id === decisions[0]?.geofenceId)?.place;
  const reason = offer ? because(decisions, offer, customer.interests) : 'its record has not come yet';
  const who = place ? `${customer.firstName} at ${place}` : customer.firstName;
  terminal.line(
    `${time}  ${offer ? icons[offer.category] : '✉️'}  ${who}  ${title}  ${terminal.dim(`because: ${reason}`)}`,
  );
  const { deliveryId } = decisions[0] ?? {};
  const isLiked = offer !== undefined && customer.interests.includes(offer.category);
  const kind = reactionOf(randomFrom(customer.id, push.at, 'reaction'), isLiked);
  if (!kind || !offer || deliveryId === undefined) return;
  const learnt = await react(session, { deliveryId }, kind, signal).catch(() => false);
  if (learnt)
    terminal.line(
      `${clockTime(Date.now())}  ${kind === 'redeemed' ? '✔' : '·'}  ${customer.firstName} ${kind} it: learnt`,
    );
}
