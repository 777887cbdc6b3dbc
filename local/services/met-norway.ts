// Imitates MET Norway's Locationforecast 2.0 (compact): its terms, its caching and the shape of its steps, under any sky.
// Not imitated: altitude, the other formats, throttling.
import { createServer, type IncomingMessage } from 'node:http';
import { gzipSync } from 'node:zlib';
import { close, listen } from '../listen.ts';

/** What the sky does from a moment on. */
export interface Sky {
  temperatureC: number;
  millimetresPerHour: number;
  windMps: number;
  /** A `symbol_code`. */
  symbol: string;
}

const hourMs = 60 * 60_000;
/** Two days and a half by the hour, then every six hours to the ninth day. */
const hourly = 60;
const sixHourly = 26;

/** The answer for one place as MET shapes it; the last step says only how it is then. */
export function metAnswer(options: { lng: number; lat: number; now: number; sky: (at: number) => Sky }) {
  const { lng, lat, now, sky } = options;
  const first = Math.floor(now / hourMs) * hourMs;
  const sixth = Math.ceil((first + hourly * hourMs) / (6 * hourMs)) * 6 * hourMs;
  const times = [
    ...Array.from({ length: (sixth - first) / hourMs }, (_, hour) => first + hour * hourMs),
    ...Array.from({ length: sixHourly }, (_, step) => sixth + step * 6 * hourMs),
  ];
  const coming = (at: number, hours: number) => {
    const fallen = Array.from({ length: hours }, (_, hour) => sky(at + hour * hourMs).millimetresPerHour);
    const amount = fallen.reduce((sum, height) => sum + height, 0);
    return {
      summary: { symbol_code: sky(at).symbol },
      details: hours === 12 ? {} : { precipitation_amount: Math.round(amount * 10) / 10 },
    };
  };
  const last = times.length - 1;
  return {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [lng, lat, 12] },
    properties: {
      meta: {
        updated_at: timestamp(first),
        units: {
          air_pressure_at_sea_level: 'hPa',
          air_temperature: 'celsius',
          cloud_area_fraction: '%',
          precipitation_amount: 'mm',
          relative_humidity: '%',
          wind_from_direction: 'degrees',
          wind_speed: 'm/s',
        },
      },
      timeseries: times.map((at, index) => ({
        time: timestamp(at),
        data: {
          instant: {
            details: {
              air_pressure_at_sea_level: 1009.4,
              air_temperature: sky(at).temperatureC,
              cloud_area_fraction: 87.5,
              relative_humidity: 82.1,
              wind_from_direction: 240.3,
              wind_speed: sky(at).windMps,
            },
          },
          ...(index < last - 1 && { next_12_hours: coming(at, 12) }),
          ...(at < sixth && { next_1_hours: coming(at, 1) }),
          ...(index < last && { next_6_hours: coming(at, 6) }),
        },
      })),
    },
  };
}

const timestamp = (at: number) => new Date(at).toISOString().replace('.000Z', 'Z');

/** Starts the endpoint; its URL ends where the real one's does, before `compact`. */
export async function startMetNorway(options: {
  host: string;
  port: number;
  sky: (at: number) => Sky;
  now?: () => number;
}) {
  const { sky, now = Date.now } = options;
  const server = createServer((request, response) => {
    const { status, headers, body } = answerTo(request, sky, now());
    response.writeHead(status, { date: new Date(now()).toUTCString(), ...headers }).end(body);
  });
  const url = await listen(server, { ...options, what: 'the weather service' });
  return { url: `${url}/weatherapi/locationforecast/2.0/`, stop: () => close(server) };
}

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

function answerTo(request: IncomingMessage, sky: (at: number) => Sky, now: number): Answer {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (!url.pathname.endsWith('/locationforecast/2.0/compact')) return { status: 404 };
  // Both are the terms of service: say who asks, and ask for no place more exactly than 11 metres.
  if (!request.headers['user-agent'] || request.headers['user-agent'] === 'node') return { status: 403 };
  const [lat, lon] = ['lat', 'lon'].map((name) => url.searchParams.get(name) ?? '');
  if ([lat, lon].some((degrees) => /\.\d{5}/.test(degrees!))) return { status: 403 };
  if (!/^-?\d+(\.\d+)?$/.test(lat!) || !/^-?\d+(\.\d+)?$/.test(lon!)) return { status: 400 };

  const modified = new Date(Math.floor(now / hourMs) * hourMs).toUTCString();
  const headers = {
    'content-type': 'application/json',
    'last-modified': modified,
    expires: new Date(now + hourMs / 2).toUTCString(),
  };
  if (request.headers['if-modified-since'] === modified) return { status: 304, headers };
  const body = JSON.stringify(metAnswer({ lng: Number(lon), lat: Number(lat), now, sky }));
  if (!/\bgzip\b/.test(String(request.headers['accept-encoding']))) return { status: 200, headers, body };
  return { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body: gzipSync(body) };
}
