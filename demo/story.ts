// One story, told slowly, for people who want to understand what Ravn does: Maja, a café, and the rain. What is told of Ravn is what it answered.
import { setTimeout as sleep } from 'node:timers/promises';
import type { OutsideEvent } from './afternoon.ts';
import { createSession, type Session } from './api.ts';
import { moved, type Position } from './plane.ts';
import type { DemoCloud, Push } from './play.ts';
import { randomFrom } from './random.ts';
import { rainCatalogue } from './story-catalogue.ts';
import type { DecisionRecord } from './why.ts';

interface Decision extends DecisionRecord {
  id: string;
  facts: { signal: { kind: string }; weather?: Record<string, { observation: Weather }> };
  explanation: { marketer: string; customer: string };
  end?: { state: string };
}

interface Told {
  whyThis: string;
  whyNow: string;
  nearest?: string;
  compared: { title: string; reason: string; says: string }[];
  fewer: { says: string; method: 'PUT'; path: string; body: { category?: string } }[];
}

interface Weather {
  kind: 'cloud' | 'rain';
  precipitationMmPerHour: number;
  temperatureC: number;
  windMps: number;
}

const dry: Weather = { kind: 'cloud', precipitationMmPerHour: 0, temperatureC: 11.2, windMps: 4 };
const rain: Weather = { kind: 'rain', precipitationMmPerHour: 2.4, temperatureC: 9.8, windMps: 7 };
const downpour: Weather = { kind: 'rain', precipitationMmPerHour: 6.1, temperatureC: 9.1, windMps: 11 };
const lifetime = 15 * 60;

/** At speed 1; at the usual 5 a sentence stays for as long as it takes to read. */
const msPerCharacter = 200;
/** Ravn has no answer to "have you heard of the weather?": an event on the bus takes less than this, as a rule; else it is told as it was. */
const eventMs = 2000;
/** A warm function looks for a new catalogue every 15 seconds. */
const patienceMs = 60_000;

/**
 * Tells the story of a rainy afternoon in a café; resolves when it has been told or `signal` says so. Rejects where Ravn
 * does not answer within a minute what the story cannot go on without. Takes the place of the catalogue that is there.
 */
export async function tellRain(options: {
  cloud: DemoCloud & Required<Pick<DemoCloud, 'putEvent'>>;
  /** How fast it is told. */
  speed: number;
  signal: AbortSignal;
  write: (line: string) => void;
}): Promise<void> {
  const { signal } = options;
  await rainyAfternoon(options).catch((error) => {
    if (!signal.aborted) throw error;
  });
}

async function rainyAfternoon({ cloud, speed, signal, write }: Parameters<typeof tellRain>[0]): Promise<void> {
  const { catalogue, cafe, offers } = rainCatalogue(Date.now());
  const say = async (sentence: string, ...answers: string[]) => {
    write(sentence);
    for (const answer of answers) write(`      ${answer}`);
    write('');
    await sleep(([sentence, ...answers].join('').length * msPerCharacter) / speed, undefined, { signal });
  };
  const sessionOf = (sub: string, scope?: string): Session =>
    createSession({
      apiUrl: cloud.apiUrl,
      newToken: () => cloud.issueToken({ sub, ...(scope && { scope }) }),
      signal,
      random: randomFrom(sub),
    });
  const [marketer, maja, noah] = [sessionOf('marketer', 'ravn/marketer'), sessionOf('maja'), sessionOf('noah')];
  const pushes: Push[] = [];
  cloud.onPush((push) => {
    if (push.token === tokenOf('maja') || push.token === tokenOf('noah')) pushes.push(push);
  });
  const turn = (weather: Weather) => cloud.putEvent(weatherChanged(cafe.position, weather));
  const wait = <T>(what: string, look: () => Promise<T | undefined>) => until(what, look, signal);
  const decisionOnWeather = (since: number) =>
    wait('a decision on the weather', async () =>
      (await decisionsOf(marketer, 'maja')).find(({ at, facts }) => facts.signal.kind === 'weather' && at >= since),
    );

  // 1. what is authored, and who agrees to what
  const published = await marketer.request<{ version: number; offers: number }>('PUT', '/v1/catalogue', catalogue);
  await say(
    `${cafe.name} in Aarhus draws a circle of ${cafe.radiusMetres} m round its door and writes ${published.offers} offers: one for when it rains, one for when it pours.`,
    ...offers.map(({ messages, weather }) => `“${messages.en.title}”: ${asked(weather)}`),
    `Ravn: catalogue version ${published.version} is in force`,
  );
  for (const [sub, session] of [['maja', maja] as const, ['noah', noah] as const]) {
    await session.request('PUT', '/v1/consents', {
      location: true,
      push: true,
      profiling: true,
      textVersion: 'story-1',
    });
    const phone = { platform: 'ios', token: tokenOf(sub), locale: 'en-GB', timeZone: 'Europe/Copenhagen' };
    await session.request('PUT', '/v1/devices/phone', phone);
  }
  const { consents } = await maja.request<{ consents: Record<string, { granted: boolean }> }>('GET', '/v1/consents');
  const agreed = Object.keys(consents).filter((purpose) => consents[purpose]!.granted);
  await say('Maja has the café’s app. So has Noah.', `Ravn knows that Maja agrees to: ${agreed.join(', ')}`);

  // 2. she comes in, and it is dry
  const street = moved(cafe.position, 900, 0);
  const outside = await wait('the new catalogue', async () => {
    const answer = await report(maja, street, true);
    await report(noah, street, true);
    return answer.regions?.some(({ id }) => id === cafe.id) ? answer : undefined;
  });
  await say(
    'They are a few streets away. Their phones report once, and are told when it is worth reporting again.',
    `Ravn: ${outside.results[0]!.reason}; be silent for ${Math.round(outside.next.withinMetres)} m, or ${outside.next.beforeSeconds} s`,
  );
  turn(dry);
  await say('A weather radar tells what it sees, and whoever wants to may hear it.', `on the bus: ${inWords(dry)}`);
  await sleep(eventMs, undefined, { signal });
  const inside = await report(maja, cafe.position, false);
  const [atDoor] = await wait('the decision at the door', async () => {
    const decisions = await decisionsOf(marketer, 'maja');
    return decisions.length > 0 ? decisions : undefined;
  });
  await say(
    'Maja comes in and sits down. What the café has to offer is weighed for her at once.',
    `Ravn: ${inside.results[0]!.reason}`,
    `to the marketer: ${atDoor!.explanation.marketer}`,
    `to Maja, if she asks: ${atDoor!.explanation.customer}`,
  );
  await say(
    'She puts the phone away. From here on it says nothing more.',
    `Ravn: be silent for ${Math.round(inside.next.withinMetres)} m, or ${inside.next.beforeSeconds} s`,
  );

  // 3. the sky turns
  const turnedAt = Date.now();
  turn(rain);
  await say('It begins to rain.', `on the bus: ${inWords(rain)}`);
  const decision = await decisionOnWeather(turnedAt);
  const elsewhere = (await decisionsOf(marketer, 'noah')).filter(({ at }) => at >= turnedAt).length;
  await say(
    'Ravn asks again about those who are there, and about nobody else. No phone has said a word.',
    `Maja, in the café: asked ${seconds(decision.at - turnedAt)} after the rain began`,
    `Noah, streets away: asked ${elsewhere} times`,
  );

  // 4. the gates, as the record has them
  const told = await maja.request<Told>('GET', `/v1/decisions/${decision.id}`);
  const winner = decision.candidates?.find(({ offerId }) => offerId === decision.offerId);
  const offer = offers.find(({ id }) => id === decision.offerId);
  const sky = decision.facts.weather?.[cafe.id]?.observation;
  const before = (await decisionsOf(marketer, 'maja')).filter(
    ({ reason, at }) => reason === 'chosen' && at < decision.at,
  ).length;
  await say(
    'An offer has to pass every gate; the first one that says no is the reason. These are in the record of the decision:',
    `weather       ${sky ? inWords(sky) : 'unknown'}${offer ? `; asked for: ${asked(offer.weather)}` : ''}`,
    `consent       ${agreed.join(', ')}`,
    `how often     ${before} offers before this one${offer ? `, of ${offer.caps[0]!.limit} in ${offer.caps[0]!.windowMinutes / 60} hours` : ''}`,
    ...(winner?.propensity === undefined || !offer
      ? []
      : [`relevance     ${winner.propensity.toFixed(2)}, at least ${offer.minimumPropensity.toFixed(2)}`]),
    ...told.compared.map(({ title, reason, says }) => `“${title}”: ${reason} (${says})`),
  );
  if (decision.reason !== 'chosen') throw new Error(`No offer passed: ${decision.explanation.marketer}`);
  const push = await wait('the push', async () => pushes.find(({ collapseId }) => collapseId === decision.deliveryId));
  const ended = await wait('the end of the delivery', async () =>
    (await decisionsOf(marketer, 'maja')).find(({ id, end }) => id === decision.id && end),
  );
  await say(
    `${seconds(push.at - turnedAt)} after the first drops, Maja’s phone lights up.`,
    `“${push.title}” ${push.body}`,
    `Ravn: ${ended.end!.state}; pushes so far: ${pushes.length}`,
  );
  await say('She wonders why, and asks in the app.', told.whyThis, told.whyNow);

  // 5. she has heard enough
  const mute = told.fewer.find(({ body }) => body.category !== undefined)!;
  await maja.request(mute.method, mute.path, mute.body);
  await say(
    `Under it the app shows a button: “${mute.says}”. She presses it.`,
    `${mute.method} ${mute.path} ${JSON.stringify(mute.body)}`,
  );
  const pouredAt = Date.now();
  turn(downpour);
  await say(
    'The next rain is a cloudburst, which is what the other offer has been waiting for.',
    `on the bus: ${inWords(downpour)}`,
  );
  const silent = await decisionOnWeather(pouredAt);
  const why = await maja.request<Told>('GET', `/v1/decisions/${silent.id}`);
  await sleep(eventMs, undefined, { signal });
  await say(
    pushes.length === 1 ? 'Maja is asked about again. Her phone stays dark.' : 'Maja is asked about again.',
    `Ravn, ${seconds(silent.at - pouredAt)} later: ${silent.reason}; pushes so far: ${pushes.length}`,
    why.whyThis,
    ...(why.nearest ? [why.nearest] : []),
  );
}

const tokenOf = (sub: string) => `story-${sub}`.padEnd(64, '0');
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const inWords = ({ kind, precipitationMmPerHour, temperatureC }: Weather) =>
  `${kind}, ${precipitationMmPerHour} mm/h, ${temperatureC} °C`;
const asked = ({ kinds, precipitationMmPerHour }: { kinds: string[]; precipitationMmPerHour: { atLeast: number } }) =>
  `${kinds.join(' or ')}, at least ${precipitationMmPerHour.atLeast} mm/h`;

/** The records, as the café looks at them. */
async function decisionsOf(marketer: Session, customerId: string): Promise<Decision[]> {
  return (await marketer.request<{ decisions: Decision[] }>('GET', `/v1/customers/${customerId}/decisions`)).decisions;
}

interface Answer {
  results: { reason: string }[];
  next: { withinMetres: number; beforeSeconds: number };
  regions?: { id: string }[];
}

/** Somebody who has stood there for a while: the phone's own last fix says the same. */
async function report(session: Session, [lng, lat]: Position, regions: boolean): Promise<Answer> {
  const at = Date.now();
  const fix = { at, lng, lat, accuracyMetres: 8, speedMetresPerSecond: 0 };
  const previous = { ...fix, at: at - 20_000 };
  return session.request('POST', '/v1/positions', {
    deviceId: 'phone',
    regions,
    reports: [{ id: `story-${at}`, ...fix, previous }],
  });
}

function weatherChanged([lng, lat]: Position, weather: Weather): OutsideEvent {
  const at = Date.now();
  const observation = { observedAt: at, lifetime, isDaylight: true, ...weather };
  const detail = { schemaVersion: 1, at, lng, lat, observation };
  return { source: 'demo.radar', 'detail-type': 'WeatherChanged', detail };
}

async function until<T>(what: string, look: () => Promise<T | undefined>, signal: AbortSignal): Promise<T> {
  for (const deadline = Date.now() + patienceMs; ; await sleep(200, undefined, { signal })) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`The story cannot go on without ${what}, and Ravn has not answered it.`);
  }
}
