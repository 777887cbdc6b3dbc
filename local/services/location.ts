// Imitates the geofence calls of Amazon Location that Ravn makes: BatchPutGeofence, BatchDeleteGeofence, ListGeofences.
// Geofences are kept in memory. Not imitated: evaluation, trackers, Geobuf, self-intersection, the total of 1,000 vertices.
import { createServer } from 'node:http';
import { close, listen, readBody } from '../listen.ts';
import { loopback } from '../ports.ts';

type Position = [lng: number, lat: number];
type Ring = Position[];

interface Geometry {
  Circle?: { Center: Position; Radius: number };
  Polygon?: Ring[];
  MultiPolygon?: Ring[][];
}

interface Entry {
  GeofenceId: string;
  Geometry: Geometry;
  GeofenceProperties?: Record<string, string>;
}

type Stored = Entry & { Status: 'ACTIVE'; CreateTime: string; UpdateTime: string };

interface LocationRequest {
  Entries?: Entry[];
  GeofenceIds?: string[];
  MaxResults?: number;
  NextToken?: string;
}

/** Entries per batch, and geofences per page of a listing. */
const maximumBatch = 10;
const maximumPage = 100;

class RequestError extends Error {
  readonly status: number;
  constructor(status: number, name: string, message: string) {
    super(message);
    this.status = status;
    this.name = name;
  }
}

/**
 * Starts the endpoint. The SDK calls it as `geofencing.<host>`, which the worker's name lookup maps to this machine.
 * With `collections` any other name is a ResourceNotFoundException; without, every name is a collection.
 */
export async function startLocation(options: {
  host?: string;
  port: number;
  collections?: string[];
  now?: () => number;
}) {
  const { collections, now = Date.now } = options;
  const geofencesOf = new Map<string, Map<string, Stored>>();

  const operations: Record<string, (geofences: Map<string, Stored>, request: LocationRequest) => object> = {
    'put-geofences'(geofences, { Entries }) {
      const entries = batch(Entries, 'Entries');
      const time = new Date(now()).toISOString();
      const Errors: object[] = [];
      const Successes: object[] = [];
      for (const entry of entries) {
        const { GeofenceId } = entry;
        const problem = geofenceProblem(entry);
        if (problem) Errors.push({ GeofenceId, Error: { Code: 'ValidationError', Message: problem } });
        else {
          const times = { CreateTime: geofences.get(GeofenceId)?.CreateTime ?? time, UpdateTime: time };
          geofences.set(GeofenceId, { ...entry, Status: 'ACTIVE', ...times });
          Successes.push({ GeofenceId, ...times });
        }
      }
      return { Successes, Errors };
    },
    'delete-geofences'(geofences, { GeofenceIds }) {
      const unknown = batch(GeofenceIds, 'GeofenceIds').filter((id) => !geofences.delete(id));
      const notFound = { Code: 'ResourceNotFoundError', Message: 'The geofence does not exist' };
      return { Errors: unknown.map((GeofenceId) => ({ GeofenceId, Error: notFound })) };
    },
    'list-geofences'(geofences, { MaxResults = maximumPage, NextToken }) {
      if (!(MaxResults >= 1 && MaxResults <= maximumPage))
        throw invalid(`MaxResults must be within 1 and ${maximumPage}`);
      const after = NextToken === undefined ? '' : Buffer.from(NextToken, 'base64url').toString();
      const rest = [...geofences.values()].filter(({ GeofenceId }) => GeofenceId > after).sort(byId);
      const Entries = rest.slice(0, MaxResults);
      const last = rest.length > MaxResults && Entries.at(-1);
      return { Entries, ...(last && { NextToken: Buffer.from(last.GeofenceId).toString('base64url') }) };
    },
  };

  const server = createServer(async (request, response) => {
    const answer = (status: number, body: object, headers = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    try {
      const body = await readBody(request, 10 * 1024 * 1024);
      const [, name = '', operation = ''] =
        /^\/geofencing\/v0\/collections\/([^/]+)\/([a-z-]+)$/.exec(request.url ?? '') ?? [];
      const collection = decodeURIComponent(name);
      const run = request.method === 'POST' ? operations[operation] : undefined;
      if (!run)
        throw new RequestError(404, 'UnknownOperationException', `${request.method} ${request.url} is not imitated`);
      if (collections && !collections.includes(collection)) {
        throw new RequestError(
          404,
          'ResourceNotFoundException',
          `The geofence collection ${collection} does not exist`,
        );
      }
      if (!geofencesOf.has(collection)) geofencesOf.set(collection, new Map());
      answer(200, run(geofencesOf.get(collection)!, JSON.parse(String(body) || '{}') as LocationRequest));
    } catch (error) {
      const { status, name, message } =
        error instanceof RequestError
          ? error
          : new RequestError(500, 'InternalServerException', (error as Error).message);
      // A validation error also says why, in lower-case members, as the model has it.
      const why = name === 'ValidationException' ? { reason: 'FieldValidationFailed', fieldList: [] } : {};
      answer(status, { message, ...why }, { 'x-amzn-errortype': name });
    }
  });
  const url = await listen(server, {
    host: options.host ?? loopback,
    port: options.port,
    what: 'the location service',
  });
  return { url, stop: () => close(server) };
}

const invalid = (message: string) => new RequestError(400, 'ValidationException', message);
const byId = (a: Stored, b: Stored) => (a.GeofenceId < b.GeofenceId ? -1 : 1);

function batch<T>(items: T[] | undefined, name: string): T[] {
  if (!Array.isArray(items) || items.length < 1 || items.length > maximumBatch) {
    throw invalid(`${name} must hold 1 to ${maximumBatch} items`);
  }
  return items;
}

/** What Amazon Location would refuse about one entry, or undefined. Limits from the service model. */
function geofenceProblem({ GeofenceId, Geometry, GeofenceProperties = {} }: Entry): string | undefined {
  if (!/^[-._\p{L}\p{N}]{1,100}$/u.test(GeofenceId ?? '')) return `GeofenceId ${GeofenceId} is not valid`;
  const properties = Object.entries(GeofenceProperties);
  if (properties.length > 3) return 'GeofenceProperties has more than 3 pairs';
  if (properties.some(([key, value]) => key.length > 20 || value.length > 40)) return 'A geofence property is too long';
  const { Circle, Polygon, MultiPolygon } = Geometry ?? {};
  if ([Circle, Polygon, MultiPolygon].filter(Boolean).length !== 1) {
    return 'Geometry must be exactly one of Circle, Polygon and MultiPolygon';
  }
  if (Circle) {
    if (!isPosition(Circle.Center)) return 'Circle.Center is not a longitude and a latitude';
    return Circle.Radius > 0 && Circle.Radius <= 100_000
      ? undefined
      : 'Circle.Radius must be above 0 and at most 100000';
  }
  return (MultiPolygon ?? [Polygon!])
    .flatMap((rings) => rings.map(ringProblem))
    .find((problem) => problem !== undefined);
}

function ringProblem(ring: Ring, index: number): string | undefined {
  if (ring.length < 4) return 'A linear ring needs at least 4 positions';
  if (!ring.every(isPosition)) return 'A position is not a longitude and a latitude';
  const [first, last] = [ring[0]!, ring.at(-1)!];
  if (first[0] !== last[0] || first[1] !== last[1]) return 'A linear ring must end where it starts';
  const isCounterClockwise = twiceArea(ring) > 0;
  if (index === 0 && !isCounterClockwise) return 'The exterior ring must be counter-clockwise';
  return index > 0 && isCounterClockwise ? 'An interior ring must be clockwise' : undefined;
}

function isPosition(position: unknown): boolean {
  const [lng, lat] = Array.isArray(position) ? (position as unknown[]) : [];
  return typeof lng === 'number' && typeof lat === 'number' && Math.abs(lng) <= 180 && Math.abs(lat) <= 90;
}

/** The shoelace formula in degrees; positive if counter-clockwise. */
function twiceArea(ring: Ring): number {
  return ring.slice(1).reduce((sum, [lng, lat], i) => sum + ring[i]![0] * lat - lng * ring[i]![1], 0);
}
