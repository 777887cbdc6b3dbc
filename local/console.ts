// LOCAL ONLY: serves the marketer's page under /local/console/, beside the API it asks, so that no CORS is needed.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, relative } from 'node:path';

/** Where the page is found on the API's own port. */
export const consolePath = '/local/console/';

const folder = join(import.meta.dirname, '../console');

const contentTypes: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

const headers = {
  'cache-control': 'no-store',
  // Nothing but the page's own files and the API of the same origin; the icon is a data: URL.
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/**
 * Gives what answers requests for the page: false for any other path. The page is built, in memory, each time it is
 * opened (20 ms), so a reload shows what was edited; what does not build is answered with file, line and reason.
 */
export function createConsole(): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  let files: Promise<Map<string, Uint8Array>> | undefined;

  return async (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0]!;
    const isWithoutSlash = `${path}/` === consolePath;
    if (!path.startsWith(consolePath) && !isWithoutSlash) return false;
    request.resume();
    const answer = (status: number, contentType: string, body: string | Uint8Array) =>
      response.writeHead(status, { ...headers, 'content-type': contentType }).end(body);

    if (request.method !== 'GET' && request.method !== 'HEAD') response.writeHead(405, { allow: 'GET, HEAD' }).end();
    else if (isWithoutSlash) response.writeHead(308, { location: consolePath }).end();
    else {
      const name = path.slice(consolePath.length) || 'index.html';
      if (name === 'index.html' || !files) files = buildPage();
      try {
        const file = (await files).get(name);
        if (file) answer(200, contentTypes[name.split('.').at(-1)!]!, file);
        else answer(404, 'text/plain', 'Not found\n');
      } catch (error) {
        answer(500, 'text/plain', `${(error as Error).message}\n`);
      }
    }
    return true;
  };
}

/** The page's files by name. Rejects with a BuildFailure, whose message shows file, line and reason. */
async function buildPage(): Promise<Map<string, Uint8Array>> {
  // Imported when the page is first opened: loading it takes 0.15 s, and `npm start` is ready in 0.7 s.
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: ['index.html', 'main.ts', 'style.css'],
    outdir: folder,
    write: false,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    loader: { '.html': 'copy' },
    sourcemap: 'inline',
    logLevel: 'silent',
  });
  return new Map(outputFiles.map(({ path, contents }) => [relative(folder, path), contents]));
}
