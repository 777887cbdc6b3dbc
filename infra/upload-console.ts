// After `cdk deploy`: the built pages and their config.json go into the bucket of the site. No function of the CDK's own does it.
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PutObjectCommand, type PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import type { Stage } from './stage.ts';

const root = resolve(import.meta.dirname, '..');

const contentTypes: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
};

type Upload = Pick<PutObjectCommandInput, 'Key' | 'ContentType' | 'CacheControl' | 'Body'>;

/** What config.json says at this stage: how marketers sign in, and which map they see. */
export function siteConfig({ auth, console: site }: Pick<Stage, 'auth' | 'console'>): unknown {
  if (!auth || !site) throw new Error('a console needs `auth` and `console` of the stage');
  const { clientId, scope, mapStyle } = site;
  return {
    signIn: { kind: 'oidc', authority: auth.issuer, clientId, ...(scope && { scope }) },
    ...(mapStyle && { mapStyle }),
  };
}

/**
 * Everything to be put, pages last: a page that is served names only files that are there. Names with a hash in them are
 * kept for a year, and older ones stay, for those who have the page open.
 */
export function uploads(dist: string, stage: Pick<Stage, 'auth' | 'console'>): Upload[] {
  const files = globSync('**/*.*', { cwd: dist }).sort();
  const rank = (file: string) => (file.endsWith('.html') ? 1 : 0);
  return files
    .sort((a, b) => rank(a) - rank(b))
    .map((file) => ({
      Key: file.startsWith('phone/') ? file : `console/${file}`,
      ContentType: contentTypes[file.split('.').at(-1)!] ?? 'application/octet-stream',
      CacheControl: file.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      Body: file === 'config.json' ? JSON.stringify(siteConfig(stage)) : readFileSync(join(dist, file)),
    }));
}

/** Builds the pages and puts them into the bucket, with the credentials of the environment. */
export async function uploadConsole(stage: Stage, bucket: string, s3 = new S3Client({})): Promise<number> {
  const { build } = await import('vite');
  const dist = join(root, 'dist-console');
  await build({ root: join(root, 'console'), logLevel: 'silent' });
  const all = uploads(dist, stage);
  for (const upload of all) await s3.send(new PutObjectCommand({ Bucket: bucket, ...upload }));
  return all.length;
}
