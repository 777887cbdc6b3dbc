// The command line of `npm start`, and the map it prints.
import { describe, expect, test } from 'vitest';
import { parseOptions, usage } from '../../local/options.ts';
import { formatSystemMap, type SystemMap } from '../../local/system-map.ts';

describe('options', () => {
  test('none', () => {
    expect(parseOptions([])).toMatchObject({ headless: false, port: 4000, seed: 1, fresh: false, help: false });
    expect(parseOptions([]).forSeconds).toBeUndefined();
  });

  test('all, each of them in the usage', () => {
    const args = [
      '--headless',
      '--port',
      '0',
      '--seed',
      '7',
      '--speed',
      '2.5',
      '--for',
      '60',
      '--fresh',
      '--traces',
      '--help',
      '--story',
      'rain',
    ];
    expect(parseOptions(args)).toEqual({
      headless: true,
      port: 0,
      seed: 7,
      speed: 2.5,
      forSeconds: 60,
      fresh: true,
      traces: true,
      help: true,
      story: 'rain',
    });
    for (const option of args.filter((arg) => arg.startsWith('--'))) expect(usage).toContain(option);
  });

  test.each([
    [['--colour'], /--colour/],
    [['4000'], /4000/],
    [['--port', 'x'], /--port takes a port .* not "x"/],
    [['--port', ''], /--port takes a port/],
    [['--port', '70000'], /--port takes a port/],
    [['--speed', '0'], /--speed takes a number above 0/],
    [['--seed', '1.5'], /--seed takes a whole number/],
    [['--for', '-1'], /--for/],
    [['--story', 'snow'], /--story takes rain, not "snow"/],
  ])('%j is refused', (args, message) => {
    expect(() => parseOptions(args)).toThrow(message);
  });
});

test('the map stands in columns, whatever is dimmed', () => {
  const map: SystemMap = {
    apiUrl: 'http://127.0.0.1:1',
    routes: [
      { routeKey: 'GET /a', function: 'short', scopes: [] },
      { routeKey: 'PUT /a/longer/route', function: 'the-longer-function', scopes: ['x/y'] },
    ],
    rules: [
      {
        name: 'Rule',
        pattern: { source: ['aws.s3'], 'detail-type': ['Object Created'], detail: { size: [1] } },
        targets: ['short'],
      },
    ],
    schedules: [],
    queues: [{ name: 'Work', function: 'short', deadLetterQueue: 'Dead' }, { name: 'Dead' }],
    functions: ['short', 'the-longer-function'].map((name) => ({
      name,
      memoryMegabytes: 128,
      timeoutSeconds: 3,
      concurrency: 1,
      logFile: `/logs/${name}.log`,
    })),
    tables: [{ name: 'Table', kept: true }],
    buckets: [],
    endpoints: {},
    inert: [],
  };
  const lines = formatSystemMap(map, (text) => text, '/').split('\n');
  const columnOf = (text: string) => lines.map((line) => line.indexOf(text)).filter((column) => column >= 0);
  expect(new Set(columnOf('logs/')).size).toBe(1);
  expect(lines).toContainEqual(expect.stringMatching(/^ {2}aws\.s3 Object Created {2}/));
  expect(lines).not.toContain('Schedules');
  const dimmed = formatSystemMap(map, (text) => (text ? `\u001B[2m${text}\u001B[22m` : text), '/');
  expect(dimmed.replaceAll('\u001B[2m', '').replaceAll('\u001B[22m', '').split('\n')).toEqual(lines);
});
