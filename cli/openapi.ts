// `npm run openapi`: writes docs/openapi.json and the client made from it, and says what in them would break a client of the last release.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { breakingChanges } from '../api/breaking-changes.ts';
import { clientModule } from '../api/client-types.ts';
import { type Json, openapi } from '../api/openapi.ts';
import { routes } from '../api/routes.ts';

const usage = `npm run openapi -- [options]
  --check            write nothing; fail if docs/openapi.json or the client is not what the routes say
  --against <ref>    the git commit to compare with (the last tag, or HEAD where there is none)
Exit code: 0 in order, 1 out of date, or it breaks clients and the version does not say so, 2 not understood.`;

const root = join(import.meta.dirname, '..');
const file = 'docs/openapi.json';

function main(argv: string[]): number {
  const { values } = parseArgs({
    args: argv,
    options: { check: { type: 'boolean' }, against: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const document = openapi(routes, version);
  const text = `${JSON.stringify(document, null, 2)}\n`;
  const inPackage = readFileSync(join(root, 'client/package.json'), 'utf8');
  const made = {
    [file]: text,
    'client/api.ts': clientModule(document),
    'client/package.json': inPackage.replace(/(?<="version": ")[^"]*/, version),
  };
  for (const [path, wanted] of Object.entries(made)) {
    if (!values.check) writeFileSync(join(root, path), wanted);
    else if (readFileSync(join(root, path), 'utf8') !== wanted) {
      console.error(`${path} is not what the routes say: npm run openapi`);
      return 1;
    }
  }
  const ref = values.against ?? git('describe', '--tags', '--abbrev=0')?.trim() ?? 'HEAD';
  const released = git('show', `${ref}:${file}`);
  if (released === undefined) {
    console.log(`${routes.length} routes; ${ref} has no ${file} to compare with`);
    return 0;
  }
  const before = JSON.parse(released) as Json & { info: { version: string } };
  const breaking = breakingChanges(before, document);
  console.log(`${routes.length} routes; against ${ref}: ${breaking.length || 'no'} breaking changes`);
  for (const line of breaking) console.log(`  ${line}`);
  return breaking.length > 0 && !isNewMajor(before.info.version, version) ? 1 : 0;
}

/** Whether a client that asked for `^before` would not be given `after` (semver: below 1.0 the second number is the major one). */
function isNewMajor(before: string, after: string): boolean {
  const major = (version: string) => /^(0\.\d+|[1-9]\d*)/.exec(version)?.[0];
  return major(before) !== major(after);
}

function git(...args: string[]): string | undefined {
  try {
    return execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 1e8,
    });
  } catch {
    return undefined;
  }
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  console.error(`${(error as Error).message}\n\n${usage}`);
  process.exitCode = 2;
}
