// The marketer's half of the API, from memory: pages are tried against it without a cloud, and failures happen when they are told to.
import { createServer, type IncomingMessage } from 'node:http';
import * as z from 'zod';
import { faultsOfSchema } from '../../functions/edge/problem.ts';
import { createConsole } from '../../local/console.ts';
import { close, listen } from '../../local/listen.ts';
import { contextCondition } from '../../shared/model/context.ts';
import { audience, message } from '../../shared/model/offer.ts';
import { segment } from '../../shared/model/segment.ts';
import { specialDays } from '../../shared/model/weekly-hours.ts';
import * as data from './fake-data.ts';

interface Stored {
  version: number;
  changedAt: number;
  changedBy: string;
}
interface StoredOffer extends Stored {
  offer?: data.Offer;
  draft?: data.Offer;
  state: string;
  liveVersion?: number;
  versions: { version: number; at: number; by: string; what: string; offer: data.Offer }[];
}

class Refusal extends Error {
  readonly status: number;
  readonly problem: { code: string; detail: string; errors?: { field: string; message: string }[] };

  constructor(status: number, code: string, detail: string, errors?: { field: string; message: string }[]) {
    super(detail);
    this.status = status;
    this.problem = { code, detail, ...(errors && { errors }) };
  }
}

export interface FakeApi {
  url: string;
  /** `down`: resets every connection. `expired`: refuses every token, and gives no new one. */
  fault: 'down' | 'expired' | undefined;
  /** Somebody else saves this offer or geofence. */
  changeMeanwhile(id: string): void;
  stop(): Promise<void>;
}

/** Starts it on a free port, with the built pages beside it. */
export async function startFakeApi({ geofenceCount = 12 }: { geofenceCount?: number } = {}): Promise<FakeApi> {
  const geofences = new Map(data.geofences(geofenceCount).map((geofence) => [geofence.id, geofence]));
  const offers = new Map(data.offers().map((kept) => [kept.offer.id, stored(kept)]));
  const segments = new Map<string, Stored & { id: string }>([['gold', { ...data.gold, ...saved(1) }]]);
  /** What geofences and segments were, newest first, by id. */
  const former = new Map<string, (Stored & { id: string })[]>();
  const keep = (kept: (Stored & { id: string }) | undefined) =>
    kept && former.set(kept.id, [{ ...kept }, ...(former.get(kept.id) ?? [])]);
  const versionsOf = (noun: string, kept: Stored & { id: string }) =>
    [kept, ...(former.get(kept.id) ?? [])].map(({ version, changedAt: at, changedBy: by, ...body }) => ({
      version,
      at,
      by,
      what: 'saved',
      [noun]: body,
    }));
  const withUsers = (segment: Stored & { id: string }) => ({
    ...segment,
    usedBy: [...offers].flatMap(([id, { offer, draft, state }]) => {
      const isInForce = (state === 'live' || state === 'paused') && offer?.segmentId === segment.id;
      if (state === 'archived' || !(isInForce || draft?.segmentId === segment.id)) return [];
      return [{ id, title: (offer ?? draft)!.messages.da.title, state, isInForce }];
    }),
  });
  const simulations = new Map<string, { asked: number; stopped: boolean }>();
  /** So often the results have been read: they grow meanwhile. */
  let reportsRead = 0;
  const answerPage = createConsole();
  const server = createServer(async (request, response) => {
    if (await answerPage(request, response)) return;
    if (api.fault === 'down') return void request.destroy();
    const json = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const url = new URL(request.url!, 'http://localhost');
    if (url.pathname === '/local/token')
      return api.fault === 'expired' ? json(403, {}) : void response.writeHead(200).end('token');
    if (api.fault === 'expired') return json(401, { message: 'Unauthorized' });
    try {
      json(200, await answer(request, url));
    } catch (error) {
      if (error instanceof Refusal) json(error.status, error.problem);
      else json(500, { message: String(error) });
    }
  });
  const api: FakeApi = {
    url: await listen(server, { host: '127.0.0.1', port: 0, what: 'the fake API' }),
    fault: undefined,
    changeMeanwhile(id) {
      const kept = offers.get(id) ?? geofences.get(id)!;
      kept.version += 1;
      Object.assign(kept, { changedAt: Date.now(), changedBy: 'jonas' });
      if ('versions' in kept) kept.draft = { ...(kept.draft ?? kept.offer)!, budgetUnits: 900 };
      else (kept as data.Geofence).name += ' (renamed)';
    },
    stop: () => close(server),
  };
  return api;

  async function answer(request: IncomingMessage, url: URL): Promise<unknown> {
    const [, , noun, id, verb] = url.pathname.split('/').map(decodeURIComponent);
    const query = url.searchParams;
    const body = request.method === 'PUT' || request.method === 'POST' ? await readJson(request) : {};
    switch (`${request.method} ${noun}${id === undefined ? '' : verb === undefined ? '/id' : `/id/${verb}`}`) {
      case 'GET geofences': {
        const all = [...geofences.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
        const from = query.get('after') ? all.findIndex(({ id: other }) => other === query.get('after')) + 1 : 0;
        const page = all.slice(from, from + Number(query.get('limit') ?? 1000));
        return { geofences: page, ...(from + page.length < all.length && { next: page.at(-1)!.id }) };
      }
      case 'GET geofences/id':
        return found(geofences, id!);
      case 'GET geofences/id/versions':
        return { versions: versionsOf('geofence', found(geofences, id!)) };
      case 'PUT geofences/id': {
        const version = expect(request, geofences.get(id!));
        if (!body.name)
          throw new Refusal(400, 'invalid-request', 'A field does not fit', [
            { field: 'name', message: '1–200 characters' },
          ]);
        keep(geofences.get(id!));
        const geofence = { ...(body as object), id: id!, ...saved(version + 1) } as data.Geofence;
        geofences.set(id!, geofence);
        return { geofence, version: geofence.version, catalogueVersion: 12, warnings: [] };
      }
      case 'DELETE geofences/id':
        expect(request, found(geofences, id!));
        if (id === 'cafe-1') throw new Refusal(409, 'in-use', 'The offers hot-chocolate and croissant name it.');
        geofences.delete(id!);
        return { catalogueVersion: 13 };
      case 'POST geofences/id': {
        const lines = String(body.text).trim().split('\n').slice(1);
        const refused = lines.flatMap((line, n) =>
          /\d/.test(line) ? [] : [{ row: `line ${n + 2}`, reason: 'no coordinates in it' }],
        );
        const accepted = lines.length - refused.length;
        if (accepted === 0)
          throw new Refusal(422, 'invalid-import', 'No row can be imported: there is no column of latitudes.');
        return {
          accepted,
          created: accepted,
          changed: 0,
          unchanged: 0,
          refused,
          refusedCount: refused.length,
          sample: [],
        };
      }
      case 'POST reach':
        return {
          stores: body.shape ? 1 : [...geofences.values()].filter(({ kind }) => kind === 'store').length,
          customersPresentNow: 40,
        };
      case 'GET segments':
        return { segments: [...segments.values()].map(withUsers) };
      case 'GET segments/id':
        return withUsers(found(segments, id!));
      case 'GET segments/id/versions':
        return { versions: versionsOf('segment', found(segments, id!)) };
      case 'DELETE segments/id':
        expect(request, found(segments, id!));
        segments.delete(id!);
        return { catalogueVersion: 13 };
      case 'PUT segments/id': {
        const version = expect(request, segments.get(id!));
        checkSegment(body);
        keep(segments.get(id!));
        const segment = { ...(body as object), id: id!, ...saved(version + 1) } as Stored & { id: string };
        segments.set(id!, segment);
        return { segment, version: segment.version, catalogueVersion: 12 };
      }
      case 'GET offers':
        return { offers: [...offers].map(([offerId, kept]) => summary(offerId, kept)) };
      case 'GET offers/id':
        return shown(found(offers, id!));
      case 'GET offers/id/versions':
        return { versions: found(offers, id!).versions };
      case 'PUT offers/id': {
        const before = offers.get(id!);
        const version = expect(request, before);
        check(body);
        const draft = { ...(body as object), id: id! } as data.Offer;
        const kept: StoredOffer = { ...(before ?? { state: 'draft', versions: [] }), draft, ...saved(version + 1) };
        kept.versions = [
          { version: kept.version, at: Date.now(), by: 'marketer', what: 'saved', offer: draft },
          ...kept.versions,
        ];
        offers.set(id!, kept);
        return shown(kept);
      }
      case 'POST offers/id/launch':
      case 'POST offers/id/pause': {
        const kept = found(offers, id!);
        expect(request, kept);
        const isLaunch = verb === 'launch';
        Object.assign(kept, saved(kept.version + 1), { state: isLaunch ? 'live' : 'paused' });
        if (isLaunch && kept.draft)
          Object.assign(kept, { offer: kept.draft, draft: undefined, liveVersion: kept.version });
        kept.versions = [
          {
            version: kept.version,
            at: Date.now(),
            by: 'marketer',
            what: isLaunch ? 'launched' : 'paused',
            offer: kept.offer!,
          },
          ...kept.versions,
        ];
        return { ...shown(kept), catalogueVersion: 14, warnings: [] };
      }
      case 'DELETE offers/id': {
        const kept = found(offers, id!);
        expect(request, kept);
        Object.assign(kept, saved(kept.version + 1), { state: 'archived' });
        return shown(kept);
      }
      case 'GET offers/id/report':
        return data.report(id!, query.get('from') ?? '', query.get('to') ?? '');
      case 'GET report':
        return {
          offers: [
            {
              offerId: 'hot-chocolate',
              title: 'Varm kakao −20 %',
              sent: 3012 + 20 * reportsRead++,
              opened: 1288,
              redeemed: 361,
              verdict: 'helped',
              difference: 0.0538,
            },
            {
              offerId: 'croissant',
              title: 'Croissant til kaffen',
              sent: 677,
              opened: 240,
              redeemed: 58,
              verdict: 'undecided',
              difference: 0.0193,
            },
            {
              offerId: 'book-night',
              title: 'Bogaften torsdag',
              sent: null,
              opened: null,
              redeemed: null,
              verdict: 'too-few',
            },
          ],
        };
      case 'POST simulations':
        simulations.set(String(simulations.size + 1), { asked: 0, stopped: false });
        return { id: String(simulations.size) };
      case 'GET simulations/id': {
        const simulation = found(simulations, id!);
        simulation.asked += 1;
        const done = Math.min(1, simulation.asked / 4);
        const state = simulation.stopped ? 'stopped' : done < 1 ? 'running' : 'done';
        return { id, state, done, ...(state === 'done' && { result: data.simulationResult }) };
      }
      case 'DELETE simulations/id':
        found(simulations, id!).stopped = true;
        return { id, state: 'stopped', done: 0.5 };
      case 'GET customers/id/decisions':
        return { decisions: id === 'freja' ? data.decisions : [] };
      case 'GET live':
        return { events: data.liveEvents().filter(({ id: event }) => event > (query.get('after') ?? '')) };
      default:
        throw new Refusal(404, 'not-found', 'There is no such route.');
    }
  }
}

function stored({ offer, state, version }: ReturnType<typeof data.offers>[number]): StoredOffer {
  const versions = [
    { version, at: Date.now() - 86_400_000, by: 'mette', what: state === 'draft' ? 'saved' : 'launched', offer },
  ];
  const changed = { version, changedAt: Date.now() - 86_400_000, changedBy: 'mette', versions, state };
  return state === 'draft' ? { draft: offer, ...changed } : { offer, liveVersion: version, ...changed };
}

function shown({ versions: _, ...kept }: StoredOffer) {
  return kept;
}

function summary(id: string, { offer, draft, versions: _, ...kept }: StoredOffer) {
  const { category, messages, startsAt, endsAt, defaultLocale } = (offer ?? draft)!;
  const title = messages[defaultLocale as 'da'].title;
  return { id, category, title, startsAt, endsAt, hasDraft: draft !== undefined, ...kept };
}

const saved = (version: number): Stored => ({ version, changedAt: Date.now(), changedBy: 'marketer' });

function found<Kept>(all: Map<string, Kept>, id: string): Kept {
  const kept = all.get(id);
  if (!kept) throw new Refusal(404, 'not-found', `There is no ${id}.`);
  return kept;
}

/** The version there is, if it is the one the caller means. */
function expect({ headers }: IncomingMessage, kept: Stored | undefined): number {
  const version = kept?.version ?? 0;
  const meant = headers['if-none-match'] === '*' ? 0 : Number(/^"(\d+)"$/.exec(headers['if-match'] ?? '')?.[1] ?? -1);
  if (meant === -1) throw new Refusal(428, 'precondition-required', 'Say which version you mean: If-Match.');
  if (meant !== version)
    throw new Refusal(
      412,
      'changed-meanwhile',
      `${kept?.changedBy ?? 'Somebody'} has saved version ${version} in between.`,
    );
  return version;
}

/** What the console asks in rows is judged as the API judges it. */
const conditions = z.object({
  audience: audience.optional(),
  context: z.array(contextCondition).min(1).max(10).optional(),
  personalization: z.enum(['subtle', 'open']).optional(),
  reveals: z.enum(['interests', 'history']).optional(),
  subtleMessages: z.record(z.string(), message).optional(),
  specialHours: specialDays.optional(),
});

function check(offer: Record<string, unknown>): void {
  const errors: { field: string; message: string }[] = faultsOfSchema(
    conditions.safeParse(offer).error ?? new z.ZodError([]),
  );
  if (!offer.category)
    errors.push({ field: 'category', message: 'lower-case letters, digits, space, "_", ".", "&" and "-"' });
  if (Number(offer.startsAt) >= Number(offer.endsAt))
    errors.push({ field: 'endsAt', message: 'must be after startsAt' });
  if (errors.length > 0) throw new Refusal(400, 'invalid-request', 'A field does not fit.', errors);
}

function checkSegment(candidate: Record<string, unknown>): void {
  const { error } = segment.omit({ id: true }).safeParse(candidate);
  if (error) throw new Refusal(400, 'invalid-request', 'A field does not fit.', faultsOfSchema(error));
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {};
}
