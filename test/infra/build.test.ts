// The built functions: those of the table of functions, loadable, and configured and allowed as their code needs it.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { type Bundle, buildFunctions, functionNames } from '../../infra/build.ts';
import { functionTable } from '../../infra/functions.ts';
import { functionsOf, type Resource, synthesized } from './synthesized.ts';

const home = mkdtempSync(join(tmpdir(), 'ravn-build-'));
const into = join(home, 'dist');
const names = Object.keys(functionTable).sort();
const template = synthesized('local');
const functions = functionsOf(template);
const bundles: Record<string, Bundle> = Object.fromEntries(
  (await buildFunctions({ into })).map((bundle) => [bundle.name, bundle]),
);
afterAll(() => rmSync(home, { recursive: true, force: true }));

it('the folders of functions/ are the rows of the table of functions', () => {
  expect(functionNames()).toEqual(names);
  expect(Object.keys(bundles)).toEqual(names);
});

it('what does not build is said with its place', async () => {
  const from = join(home, 'functions');
  mkdirSync(join(from, 'broken'), { recursive: true });
  writeFileSync(join(from, 'broken', 'index.ts'), 'export const handler = ;\n');
  await expect(buildFunctions({ from, into: join(home, 'broken') })).rejects.toThrow(/broken\/index\.ts:1:23: ERROR/);
});

it('the table of time zones is in the import alone', () => {
  const carries = (name: string) => Object.keys(bundles[name]!.inputs).some((input) => input.includes('tz-lookup'));
  expect(names.filter(carries)).toEqual(['import-geofences']);
});

it('nothing of the tracer is in any function: a stage that asks for it gets an entry beside it', () => {
  const carries = (name: string) =>
    Object.keys(bundles[name]!.inputs).some((input) => /tracer|xray|cls-hooked/.test(input));
  expect(names.filter(carries)).toEqual([]);
  // the local stage has no traces; test/local/canaries.test.ts runs one that has
  for (const { Properties } of Object.values(functions)) expect(Properties.Handler).toBe('index.handler');
});

it('a bundle holds packages of the runtime alone', () => {
  const found = Object.values(bundles).flatMap(({ inputs }) =>
    Object.keys(inputs).flatMap((input) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? []),
  );
  expect([...new Set(found)].filter((name) => !ofTheRuntime.test(name))).toEqual([]);
});

/** What a function may carry; whatever else is found has come along with an import. */
const ofTheRuntime =
  /^(@aws-sdk\/|@smithy\/|@aws\/|@aws-lambda-powertools\/(batch|commons|logger|metrics)|zod|ulid|jose|csv-parse|@middy\/(core|http-json-body-parser|util)|mnemonist|obliterator|robust-predicates|@photostructure\/tz-lookup)/;

it('the function every report waits for stays small', () => {
  // 0.72 MB as of 2026-11; each 100 kB are some 15 ms more of a cold start (npm run bench -- cold)
  expect(bundles['report-position']!.bytes).toBeLessThan(780_000);
  // of the SDK's credentials only what Lambda needs
  expect(Object.keys(bundles['report-position']!.inputs).join()).not.toMatch(
    /credential-provider-(node|sso|ini|login)/,
  );
});

describe.each(names)('%s', (name) => {
  const code = () => readFileSync(bundles[name]!.file, 'utf8');
  /** The AWS SDK's commands in the bundle, as `client-dynamodb/GetItem`. */
  const commands = () =>
    Object.keys(bundles[name]!.inputs).flatMap((input) => {
      const [, client, command] = /@aws-sdk\/(client-[a-z0-9]+)\/.*\/commands\/(\w+)Command\.js$/.exec(input) ?? [];
      return client && !neverSent.includes(`${client}/${command}`) ? [`${client}/${command}`] : [];
    });

  it('loads, and is a handler', async () => {
    expect(await import(pathToFileURL(bundles[name]!.file).href)).toHaveProperty('handler', expect.any(Function));
  });

  it('is one minified file with a map that Node finds and that holds no source text', () => {
    expect(bundles[name]?.bytes).toBe(Buffer.byteLength(code()));
    expect(code().trimEnd()).toMatch(/\/\/# sourceMappingURL=index\.mjs\.map$/);
    const map = JSON.parse(readFileSync(`${bundles[name]!.file}.map`, 'utf8'));
    expect(map.sources.some((source: string) => source.endsWith(`functions/${name}/index.ts`))).toBe(true);
    expect(map.sourcesContent).toBeUndefined();
    // far below Lambda's 50 MB; a dependency that trebles a bundle is to be noticed
    expect(bundles[name]?.bytes).toBeLessThan(1_500_000);
  });

  it('asks for exactly the variables the template gives it', () => {
    const asked = new Set(
      code().match(
        /(?<=["'`])(?:[A-Z]+_)+(?:TABLE|NAME|BUCKET|URL|ID|SECRET|PROVIDER|AGENT|HOUR|COLLECTION|SHARE)(?=["'`])/g,
      ),
    );
    const given = Object.keys(functions[name as keyof typeof functions].Properties.Environment.Variables);
    const ours = given.filter((variable) => !/^(POWERTOOLS_|NODE_OPTIONS)/.test(variable));
    const known = Object.values(functions).flatMap(({ Properties }) => Object.keys(Properties.Environment.Variables));
    expect(
      [...asked].filter((variable) => known.includes(variable) && !variable.startsWith('POWERTOOLS_')).sort(),
    ).toEqual(ours.sort());
  });

  it('may do nothing that its code could not', () => {
    const couldDo = commands().map((command) => grantFor[command]);
    expect(couldDo, `a command that this test has no grant for: ${commands()}`).not.toContain(undefined);
    for (const action of grantsOf(name)) expect([...couldDo, ...(sentByNone[name] ?? [])]).toContain(action);
  });
});

/** What no command asks for and an answer depends on: who may list is told 404 of a file that is gone, not 403. */
const sentByNone: Record<string, string[]> = { 'import-drop': ['s3:ListBucket'] };

/** Which grant lets a command through. */
const grantFor: Record<string, string> = {
  'client-dynamodb/GetItem': 'dynamodb:GetItem',
  'client-dynamodb/PutItem': 'dynamodb:PutItem',
  'client-dynamodb/UpdateItem': 'dynamodb:UpdateItem',
  'client-dynamodb/DeleteItem': 'dynamodb:DeleteItem',
  'client-dynamodb/BatchWriteItem': 'dynamodb:BatchWriteItem',
  'client-dynamodb/Query': 'dynamodb:Query',
  'client-s3/GetObject': 's3:GetObject',
  'client-s3/PutObject': 's3:PutObject',
  'client-s3/ListObjectsV2': 's3:ListBucket',
  'client-s3/DeleteObject': 's3:DeleteObject',
  'client-sqs/SendMessage': 'sqs:SendMessage',
  'client-location/BatchDeleteGeofence': 'geo:BatchDeleteGeofence',
  'client-location/BatchPutGeofence': 'geo:BatchPutGeofence',
  'client-location/ListGeofences': 'geo:ListGeofences',
  'client-sqs/SendMessageBatch': 'sqs:SendMessage',
  'client-eventbridge/PutEvents': 'events:PutEvents',
  'client-pinpoint/SendMessages': 'mobiletargeting:SendMessages',
};

/**
 * Brought along by the clients and never sent: endpoint discovery, S3 Express, and the pagers of lib-dynamodb, which
 * cannot be shaken off. (So `Query` is in every bundle too, and for it alone this test cannot fail.)
 */
const neverSent = ['client-dynamodb/DescribeEndpoints', 'client-s3/CreateSession', 'client-dynamodb/Scan'];

/** What the function's own code may do: without its log, the key (test/infra/data-key.test.ts), and what Lambda does in its name. */
function grantsOf(name: string): string[] {
  const role = functions[name as keyof typeof functions].Properties.Role['Fn::GetAtt'][0];
  return (Object.values(template.findResources('AWS::IAM::Policy')) as Resource[])
    .filter(({ Properties }) => Properties.Roles[0].Ref === role)
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Resource: resource }) => !JSON.stringify(resource).includes('Undelivered'))
    .flatMap(({ Action: action }) => action as string | string[])
    .filter((action) => !/^logs:|^kms:|^sqs:(?!SendMessage)/.test(action));
}
