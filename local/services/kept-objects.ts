// The objects of the buckets on disk: fauxqs holds them in memory, and what is authored lies in a bucket.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { buildApp } from 'fauxqs';

/** Marks what comes from the disk. */
const putAgain = 'ravn-put-again';

interface KeptPut {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/**
 * Writes every object that is put to `folder` before the answer, and puts it again, as it came, when it is first asked for
 * after a start: one that is not asked for costs its place on the disk alone. A listing shows only what has been asked for. (fauxqs' own storage is for its own server, which listens on every interface.)
 */
export function keepObjects(app: ReturnType<typeof buildApp>, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const known = new Set<string>();
  const pathOf = (url: string) => url.split('?', 1)[0]!;
  const fileOf = (path: string) => join(folder, `${createHash('sha256').update(path).digest('hex')}.json`);
  const isObject = (path: string) => /^\/[^/]+\/./.test(path);

  app.addHook('onSend', async ({ method, url, headers, body }, { statusCode }, payload) => {
    const path = pathOf(url);
    if (method === 'DELETE' && isObject(path)) rmSync(fileOf(path), { force: true });
    if (method !== 'PUT' || statusCode !== 200 || !isObject(path) || headers[putAgain]) return payload;
    known.add(path);
    const told = Object.entries(headers).filter(
      (entry): entry is [string, string] =>
        /^(content-(type|encoding)|x-amz-)/.test(entry[0]) && typeof entry[1] === 'string',
    );
    const kept: KeptPut = {
      url,
      headers: Object.fromEntries(told),
      body: (Buffer.isBuffer(body) ? body : Buffer.alloc(0)).toString('base64'),
    };
    const file = fileOf(path);
    writeFileSync(`${file}.tmp`, JSON.stringify(kept));
    renameSync(`${file}.tmp`, file);
    return payload;
  });

  app.addHook('preHandler', async ({ method, url }) => {
    const path = pathOf(url);
    if (!['GET', 'HEAD'].includes(method) || !isObject(path) || known.has(path) || !existsSync(fileOf(path))) return;
    known.add(path);
    const { body, ...put } = JSON.parse(readFileSync(fileOf(path), 'utf8')) as KeptPut;
    const headers = { ...put.headers, [putAgain]: 'yes' };
    await app.inject({ method: 'PUT', url: put.url, headers, payload: Buffer.from(body, 'base64') });
  });
}
