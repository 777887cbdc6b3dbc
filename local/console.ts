// LOCAL ONLY: serves the built pages, console and phone, beside the API they ask, so that no CORS is needed.
import { globSync, renameSync, rmSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, normalize } from 'node:path';

/** Where the console and the phone are found on the API's own port. */
export const consolePath = '/console/';
export const phonePath = '/phone/';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist-console');
/** What the pages are made from. */
const sources = ['console/**/*.{ts,tsx,css,html,svg,json}', 'client/**/*.ts', 'package-lock.json'];

const contentTypes: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  // a worker that does not come as JavaScript is refused
  mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
};

const headers = {
  // Nothing but the pages' own files and the API of the same origin; the map's controls are drawn with data: URLs.
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/**
 * Gives what answers requests for the pages: false for any other path. They are built when one is opened and something has
 * changed since the last time (1 s, most of it loading Vite); what does not build is answered with file, line and reason.
 */
export function createConsole(): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  let building: Promise<void> | undefined;

  return async (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0]!;
    const moved = movedTo(path);
    const file = moved ? undefined : fileOf(path);
    if (!moved && file === undefined) return false;
    request.resume();
    const answer = (status: number, contentType: string, cache: string, body: string | Uint8Array) =>
      response.writeHead(status, { ...headers, 'cache-control': cache, 'content-type': contentType }).end(body);

    if (request.method !== 'GET' && request.method !== 'HEAD') response.writeHead(405, { allow: 'GET, HEAD' }).end();
    else if (moved) response.writeHead(308, { location: moved }).end();
    else {
      try {
        if (file!.endsWith('.html') && !building && isStale())
          building = build().finally(() => {
            building = undefined;
          });
        await building;
        // A name with a hash in it means one content for ever.
        const cache = file!.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
        const content = await readFile(join(dist, file!)).catch(() => undefined);
        if (content) answer(200, contentTypes[file!.split('.').at(-1)!] ?? 'application/octet-stream', cache, content);
        else answer(404, 'text/plain', 'no-cache', 'Not found\n');
      } catch (error) {
        answer(500, 'text/plain', 'no-cache', `${(error as Error).message}\n`);
      }
    }
    return true;
  };
}

function movedTo(path: string): string | undefined {
  if (`${path}/` === consolePath || `${path}/` === phonePath) return `${path}/`;
  return /^\/local\/console\/?$/.test(path) ? consolePath : undefined;
}

/** Where in dist-console a path leads; undefined where it is none of ours. */
function fileOf(path: string): string | undefined {
  if (path === phonePath) return 'phone/index.html';
  if (!path.startsWith(consolePath)) return undefined;
  const name = normalize(path.slice(consolePath.length) || 'index.html');
  return name.startsWith('..') ? 'outside' : name;
}

function isStale(): boolean {
  const built = statSync(join(dist, 'index.html'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return globSync(sources, { cwd: root }).some((file) => statSync(join(root, file)).mtimeMs > built);
}

/** Rejects with what does not build, and where. Built aside and then put in place: two runners may share the folder. */
async function build(): Promise<void> {
  // Imported when a page is first opened: `npm start` is ready in 0.7 s, and Vite takes half of that to load.
  const vite = await import('vite');
  const aside = `${dist}.${process.pid}`;
  try {
    await vite.build({ root: join(root, 'console'), logLevel: 'silent', build: { outDir: aside } });
    rmSync(dist, { recursive: true, force: true });
    renameSync(aside, dist);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}
