// Stage files: what is in the repository is right, and what is wrong is named by file and field.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { exampleFields, parseStage, readStage } from '../../infra/stage.ts';
import { Weather } from '../../infra/weather.ts';
import product from '../../package.json' with { type: 'json' };

const stages = readdirSync(new URL('../../infra/stages', import.meta.url)).map((file) => file.replace(/\.json$/, ''));

const good = {
  auth: { issuer: 'https://login.acme.dk/', audience: ['acme'] },
  push: { mode: 'existing', applicationId: '0a1b2c3d4e5f60718293a4b5c6d7e8f9' },
  bus: { mode: 'existing', name: 'platform-events' },
  decisionSampleShare: 0.05,
  alarmEmails: ['ops@acme.dk'],
  traces: true,
  learnAfterSeconds: 60,
  erasureSecretVersion: '0d5d3a53-5c0e-4d4b-9d1e-2f0f0f6c2b11',
  countAfterSeconds: 30,
  throttle: {
    requestsPerSecond: 10,
    burst: 20,
    limits: { codes: { requestsPerSecond: 0.5, burst: 1 }, 'POST /v1/purchases': { requestsPerSecond: 5, burst: 5 } },
  },
  reservedConcurrency: { 'report-position': 100 },
  logLevel: 'INFO',
  logRetentionDays: 30,
  deletionProtection: true,
};

it('the repository holds local, dev and prod, and each can be read', () => {
  expect(stages.sort()).toEqual(['dev', 'local', 'prod']);
  for (const stage of stages) expect(readStage(stage).name).toBe(stage);
});

it('a stage is as its file says; `existing` need not be said', () => {
  expect(parseStage('acme', good)).toEqual({ name: 'acme', ...good });
  const { decisionSampleShare: __, bus: ___, ...unsaid } = good;
  expect(parseStage('acme', unsaid)).toMatchObject({ decisionSampleShare: 0.01, bus: { mode: 'create' } });
  const { mode: _, ...push } = good.push;
  expect(parseStage('acme', { ...good, push, bus: { name: 'platform-events' } })).toEqual({ name: 'acme', ...good });
});

describe('a wrong field is named, with its file', () => {
  it.each([
    ['auth.issuer', { ...good, auth: { ...good.auth, issuer: 'http://login.acme.dk/' } }],
    ['auth.issuer', { ...good, auth: { audience: ['acme'] } }],
    ['auth.audience', { ...good, auth: { ...good.auth, audience: [] } }],
    ['auth.audience.0', { ...good, auth: { ...good.auth, audience: [''] } }],
    ['push', { ...good, push: undefined }],
    ['push.mode', { ...good, push: { mode: 'borrow' } }],
    ['push.applicationId', { ...good, push: { mode: 'existing' } }],
    ['push.applicationId', { ...good, push: { mode: 'create', applicationId: 'x' } }],
    ['bus.mode', { ...good, bus: { mode: 'borrow', name: 'platform' } }],
    ['bus.name', { ...good, bus: {} }],
    ['bus.name', { ...good, bus: { name: 'arn:aws:events:eu-north-1:123456789012:event-bus/platform' } }],
    ['bus.name', { ...good, bus: { mode: 'create', name: 'platform' } }],
    ['weather.contact', { ...good, weather: { provider: 'met-norway' } }],
    ['weather.contact', { ...good, weather: { provider: 'met-norway', contact: 'somebody' } }],
    ['weather.provider', { ...good, weather: { provider: 'almanac' } }],
    ['weather.apiKeySecret', { ...good, weather: { provider: 'open-meteo' } }],
    ['weather.baseUrl', { ...good, weather: { provider: 'open-meteo', baseUrl: 'http://weather/' } }],
    ['weather.baseUrl', { ...good, weather: { provider: 'open-meteo', baseUrl: 'https://weather' } }],
    ['decisionSampleShare', { ...good, decisionSampleShare: 1.5 }],
    ['throttle.burst', { ...good, throttle: { requestsPerSecond: 10, burst: '20' } }],
    ['throttle.requestsPerSecond', { ...good, throttle: { requestsPerSecond: 0.5, burst: 20 } }],
    ['throttle.bursts', { ...good, throttle: { ...good.throttle, bursts: 1 } }],
    ...['POST /v1/redemption', 'GET /v1/redemptions', 'customer'].map((name): [string, unknown] => [
      `throttle.limits.${name}`,
      { ...good, throttle: { ...good.throttle, limits: { [name]: { requestsPerSecond: 1, burst: 1 } } } },
    ]),
    [
      'throttle.limits.codes.burst',
      { ...good, throttle: { ...good.throttle, limits: { codes: { requestsPerSecond: 1 } } } },
    ],
    ['reservedConcurrency.report-positions', { ...good, reservedConcurrency: { 'report-positions': 100 } }],
    ['reservedConcurrency.learn', { ...good, reservedConcurrency: { learn: 1 } }],
    ['logLevel', { ...good, logLevel: 'info' }],
    ['logRetentionDays', { ...good, logRetentionDays: 31 }],
    ['deletionProtection', { ...good, deletionProtection: 'yes' }],
    ['colour', { ...good, colour: 'blue' }],
    ['(the whole file)', []],
  ])('%s', (field, json) => {
    expect(() => parseStage('acme', json)).toThrow(`infra/stages/acme.json: ${field}: `);
  });

  it('all of them at once', () => {
    expect(() => parseStage('acme', { ...good, logLevel: 'x', colour: 1 })).toThrow(
      /logLevel: .*\n.*colour: no such field/,
    );
  });
});

it('a stage that does not exist, or could not, is refused', () => {
  expect(() => readStage('acme')).toThrow('infra/stages/acme.json: there is no such stage');
  for (const name of ['../dev', 'Dev', '', 'a'.repeat(17)])
    expect(() => readStage(name)).toThrow('is no name for a stage');
});

describe('a file outside the checkout', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ravn-stages-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'acme.json');
  const write = (text: string) => {
    writeFileSync(path, text);
    return () => readStage(path);
  };

  it('is a stage of the file’s name, also where an editor has marked its encoding', () => {
    expect(write(`\uFEFF${JSON.stringify(good)}`)()).toEqual({ name: 'acme', ...good });
  });

  it('is looked for from where the command was typed, not from where npm runs it', () => {
    write(JSON.stringify(good));
    vi.stubEnv('INIT_CWD', folder);
    expect(readStage('acme.json').name).toBe('acme');
    vi.unstubAllEnvs();
  });

  it.each<[string, string, string]>([
    ['a comma too many', '{ "push": { "mode": "create" }, }', 'not JSON (which has no comments, and no comma'],
    ['a comment', '// ours\n{}', 'not JSON (which has no comments'],
    ['nothing', '', 'not JSON'],
    ['a field left out', '{}', 'deletionProtection: missing, expected boolean'],
    ['no push', '{}', 'push: either { "mode": "existing", "applicationId": "…" } or { "mode": "create" }'],
    ['a misspelt mode', '{ "push": { "mode": "exist" } }', 'push.mode: either { "mode": "existing", '],
    [
      'one audience',
      '{ "auth": { "issuer": "https://a/", "audience": "x" } }',
      'auth.audience: a list, as ["ravn"] is one',
    ],
    [
      'an issuer without https',
      '{ "auth": { "issuer": "login.acme.dk", "audience": ["x"] } }',
      'auth.issuer: an https URL, exactly as',
    ],
    [
      'a bus by its ARN',
      '{ "bus": { "name": "arn:aws:events:x:1:event-bus/y" } }',
      'bus.name: the name of a bus in the stack’s own',
    ],
    ['a bus by its name alone', '{ "bus": "platform" }', 'bus: either { "mode": "existing", "name": "…" } or'],
    [
      'a retention that CloudWatch has not',
      '{ "logRetentionDays": 31 }',
      'logRetentionDays: expected one of 1|3|5|7|14|30|',
    ],
    ['a level in small letters', '{ "logLevel": "info" }', 'logLevel: expected one of "DEBUG"|"INFO"|'],
    [
      'a number in quotes',
      '{ "throttle": { "requestsPerSecond": "9" } }',
      'throttle.requestsPerSecond: expected number, received string',
    ],
    ['a misspelt field', '{ "loglevel": "INFO" }', 'loglevel: no such field'],
  ])('says what is wrong with %s', (_, text, message) => {
    expect(write(text)).toThrow(`${path}: ${message}`);
  });
});

it('what still holds an example is known before it is deployed', () => {
  expect(Object.keys(exampleFields(readStage('prod')))).toEqual([
    'auth.issuer',
    'console.clientId',
    'weather.contact',
    'push.applicationId',
  ]);
  expect(Object.keys(exampleFields(readStage('local')))).toEqual(['push.applicationId']);
  expect(exampleFields(readStage('dev'))).toEqual({});
  expect(exampleFields(parseStage('acme', good))).toEqual({});
});

it('the key of a weather provider is a reference in the template, and the provider may be left out', () => {
  const variablesOf = (weather: unknown) =>
    new Weather(parseStage('acme', { ...good, weather })).settings().map(({ variable, value }) => [variable, value]);
  const keyed = Object.fromEntries(variablesOf({ provider: 'open-meteo', apiKeySecret: 'ravn/open-meteo' }));
  expect(keyed).toMatchObject({ WEATHER_PROVIDER: 'open-meteo', WEATHER_REQUESTS_PER_HOUR: '2000' });
  expect(new Stack().resolve(keyed.WEATHER_API_KEY)).toBe('{{resolve:secretsmanager:ravn/open-meteo:SecretString:::}}');
  expect(Object.fromEntries(variablesOf({ provider: 'open-meteo', baseUrl: 'https://meteo.acme.dk/v1/' }))).toEqual({
    WEATHER_PROVIDER: 'open-meteo',
    WEATHER_USER_AGENT: `Ravn/${product.version}`,
    WEATHER_URL: 'https://meteo.acme.dk/v1/',
    WEATHER_REQUESTS_PER_HOUR: '2000',
  });
  expect(variablesOf(undefined)).toEqual([
    ['WEATHER_PROVIDER', 'none'],
    ['WEATHER_REQUESTS_PER_HOUR', '0'],
  ]);
});
