// Schedule expressions against hand tables (DST days in three zones), and schedules against a clock that is moved.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startSchedules } from '../../local/eventbridge/schedule.ts';
import { matchesMinute, parseSchedule } from '../../local/eventbridge/schedule-expression.ts';
import { arnOf, lambda, smallTemplate } from './small-template.ts';

/** The minutes of some UTC days in which the expression runs; with a step, only each step-th minute is looked at. */
function runs(expression: string, zone: string, fromDay: string, days = 1, stepMinutes = 1): string[] {
  const parsed = parseSchedule(expression);
  const from = Date.parse(`${fromDay}T00:00Z`);
  return Array.from({ length: (days * 1440) / stepMinutes }, (_, i) => from + i * stepMinutes * 60_000)
    .filter((ms) => matchesMinute(parsed, zone, ms, from))
    .map((ms) => new Date(ms).toISOString().slice(0, 16));
}
const dates = (expression: string, fromDay: string, days: number) =>
  runs(expression, 'UTC', fromDay, days, 1440).map((run) => run.slice(0, 10));

describe('cron days', () => {
  // November 2026: the 1st is a Sunday, the 30th a Monday. August 2026: the 1st is a Saturday, the 31st a Monday.
  test.each([
    ['cron(0 0 ? * MON-FRI *)', '2026-11-01', 7, ['02', '03', '04', '05', '06']],
    ['cron(0 0 ? * 1,7 *)', '2026-11-01', 8, ['01', '07', '08']],
    ['cron(0 0 ? * L *)', '2026-11-01', 14, ['07', '14']],
    ['cron(0 0 ? * 6L *)', '2026-11-01', 30, ['27']],
    ['cron(0 0 ? * FRIL *)', '2026-11-01', 30, ['27']],
    ['cron(0 0 ? * 3#2 *)', '2026-11-01', 30, ['10']],
    ['cron(0 0 ? * 1#5 *)', '2026-11-01', 30, ['29']],
    ['cron(0 0 L * ? *)', '2026-11-01', 30, ['30']],
    ['cron(0 0 15W * ? *)', '2026-11-01', 30, ['16']], // the 15th is a Sunday
    ['cron(0 0 14W * ? *)', '2026-11-01', 30, ['13']], // a Saturday
    ['cron(0 0 11W * ? *)', '2026-11-01', 30, ['11']], // a Wednesday
    ['cron(0 0 1W * ? *)', '2026-11-01', 30, ['02']], // a Sunday
    ['cron(0 0 1W * ? *)', '2026-08-01', 31, ['03']], // a Saturday: not back into July
    ['cron(0 0 31W * ? *)', '2026-11-01', 30, []],
    ['cron(0 0 31W * ? *)', '2026-05-01', 31, ['29']], // a Sunday: not on into June
    ['cron(0 0 1-3,30 NOV ? 2026)', '2026-11-01', 30, ['01', '02', '03', '30']],
    ['cron(0 0 1/10 * ? *)', '2026-11-01', 30, ['01', '11', '21']],
    ['cron(0 0 1 * ? 2027-2030)', '2026-11-01', 30, []],
    ['cron(0 0 29 2 ? *)', '2028-02-01', 29, ['29']],
  ])('%s from %s', (expression, from, days, expected) => {
    expect(dates(expression, from, days).map((date) => date.slice(8))).toEqual(expected);
  });
});

test('minutes and hours: lists, ranges, steps', () => {
  const hours = (expression: string) => runs(expression, 'UTC', '2026-11-02').map((run) => run.slice(11));
  expect(hours('cron(0/20 8-9 ? * MON-FRI *)')).toEqual(['08:00', '08:20', '08:40', '09:00', '09:20', '09:40']);
  expect(hours('cron(30 0-23/8 * * ? *)')).toEqual(['00:30', '08:30', '16:30']);
  expect(hours('cron(*/30 12 * * ? *)')).toEqual(['12:00', '12:30']);
  expect(hours('cron(5,10-11 0 * * ? *)')).toEqual(['00:05', '00:10', '00:11']);
});

describe('days on which the clocks change', () => {
  test.each([
    // Spring: the local time does not exist, so the run is left out.
    ['Copenhagen, skipped 02:30', 'cron(30 2 * * ? *)', 'Europe/Copenhagen', '2026-03-29', []],
    ['Copenhagen, 03:30 after the gap', 'cron(30 3 * * ? *)', 'Europe/Copenhagen', '2026-03-29', ['2026-03-29T01:30']],
    ['New York, skipped 02:30', 'cron(30 2 * * ? *)', 'America/New_York', '2026-03-08', []],
    ['Lord Howe, skipped 02:15', 'cron(15 2 * * ? *)', 'Australia/Lord_Howe', '2026-10-03', []],
    ['Lord Howe, 02:45 exists', 'cron(45 2 * * ? *)', 'Australia/Lord_Howe', '2026-10-03', ['2026-10-03T15:45']],
    // Autumn: the local time comes twice, the run once, the first time.
    ['Copenhagen, repeated 02:30', 'cron(30 2 * * ? *)', 'Europe/Copenhagen', '2026-10-25', ['2026-10-25T00:30']],
    ['Copenhagen, 03:00 once', 'cron(0 3 * * ? *)', 'Europe/Copenhagen', '2026-10-25', ['2026-10-25T02:00']],
    ['New York, repeated 01:30', 'cron(30 1 * * ? *)', 'America/New_York', '2026-11-01', ['2026-11-01T05:30']],
    ['Lord Howe, repeated 01:45', 'cron(45 1 * * ? *)', 'Australia/Lord_Howe', '2026-04-04', ['2026-04-04T14:45']],
    ['Lord Howe, 01:15 comes once', 'cron(15 1 * * ? *)', 'Australia/Lord_Howe', '2026-04-04', ['2026-04-04T14:15']],
    ['at, repeated', 'at(2026-10-25T02:30:00)', 'Europe/Copenhagen', '2026-10-25', ['2026-10-25T00:30']],
    ['at, skipped', 'at(2026-03-29T02:30:00)', 'Europe/Copenhagen', '2026-03-29', []],
  ])('%s', (_, expression, zone, day, expected) => {
    expect(runs(expression, zone, day)).toEqual(expected);
  });

  // 1,440 local minutes less the 60 (30) that are skipped; in autumn the repeated ones do not count again.
  test.each([
    ['Europe/Copenhagen', '2026-03-28', 2, 1380],
    ['Europe/Copenhagen', '2026-10-24', 2, 1440],
    ['Australia/Lord_Howe', '2026-10-03', 2, 1410],
    ['Australia/Lord_Howe', '2026-04-04', 2, 1440],
    ['America/New_York', '2026-11-01', 2, 1440],
  ])('every minute of the local day in %s from %s', (zone, from, days, expected) => {
    const localDay = { '03-28': '29 3', '10-24': '25 10', '10-03': '4 10', '04-04': '5 4', '11-01': '1 11' }[
      from.slice(5)
    ];
    expect(runs(`cron(* * ${localDay} ? 2026)`, zone, from, days)).toHaveLength(expected);
  });

  test('rate(1 day) is 24 hours, also then', () => {
    expect(runs('rate(1 day)', 'Europe/Copenhagen', '2026-10-24', 3).map((run) => run.slice(11))).toEqual(
      Array(3).fill('00:00'),
    );
  });
});

test.each([
  ['rate(2 minute)', /singular/],
  ['rate(1 minutes)', /singular/],
  ['rate(0 minutes)', /whole number/],
  ['rate(1 week)', /rate is/],
  ['cron(0 0 * * *)', /6 fields, not 5/],
  ['cron(0 0 * * * *)', /exactly one/],
  ['cron(0 0 ? * ? *)', /exactly one/],
  ['cron(60 0 * * ? *)', /minutes "60"/],
  ['cron(0 0 ? * 0 *)', /day-of-week "0"/],
  ['cron(0 0 ? * FOO *)', /day-of-week "FOO"/],
  ['cron(0 0 1-2-3 * ? *)', /not understood/],
  ['cron(0 22-2 * * ? *)', /backwards/],
  ['cron(0 0/0 * * ? *)', /not understood/],
  ['at(2026-02-30T00:00:00)', /yyyy/],
  ['every day', /must be rate/],
])('refused: %s', (expression, message) => {
  expect(() => parseSchedule(expression)).toThrow(message);
  expect(() => parseSchedule(expression)).toThrow(expression);
});

describe('schedules of a template', () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-11-02T08:58:30Z') }));
  afterEach(() => void vi.useRealTimers());

  const schedule = (properties: Record<string, unknown>, target: Record<string, unknown> = {}) => ({
    Type: 'AWS::Scheduler::Schedule',
    Properties: { Target: { Arn: arnOf('Tick'), ...target }, ...properties },
  });

  test('run at their minutes, with their input, and stop', async () => {
    const calls: [string, unknown, unknown][] = [];
    const { schedules, stop } = startSchedules({
      ...smallTemplate({
        Tick: lambda,
        Rate: schedule(
          { ScheduleExpression: 'rate(2 minutes)' },
          { Input: '{"n":1,"at":"<aws.scheduler.scheduled-time>"}' },
        ),
        Cron: schedule({ ScheduleExpression: 'cron(0 10 ? * MON *)', ScheduleExpressionTimezone: 'Europe/Copenhagen' }),
        Off: schedule({ ScheduleExpression: 'rate(1 minute)', State: 'DISABLED' }),
        Later: schedule({ ScheduleExpression: 'rate(1 minute)', StartDate: '2027-01-01T00:00:00Z' }),
      }),
      invoke: async (id, event, options) => {
        calls.push([id, event, options]);
        return { ok: true, value: null };
      },
    });
    expect(schedules[1]).toMatchObject({ expression: 'cron(0 10 ? * MON *)', functionLogicalId: 'Tick' });

    await vi.advanceTimersByTimeAsync(3 * 60_000); // until 09:01:30
    stop();
    await vi.advanceTimersByTimeAsync(3 * 60_000);

    expect(calls).toEqual([
      ['Tick', { n: 1, at: '2026-11-02T08:58:30Z' }, { async: true }],
      ['Tick', { n: 1, at: '2026-11-02T09:00:00Z' }, { async: true }],
      [
        'Tick',
        expect.objectContaining({ 'detail-type': 'Scheduled Event', source: 'aws.scheduler', detail: '{}' }),
        { async: true },
      ],
    ]);
  });

  test('a run that is not accepted is retried as often as the policy says, then dead-lettered', async () => {
    vi.useRealTimers();
    const dead: [string, string][] = [];
    let attempts = 0;
    const { stop } = startSchedules({
      ...smallTemplate({
        Tick: lambda,
        Failures: { Type: 'AWS::SQS::Queue' },
        Rate: schedule(
          { ScheduleExpression: 'rate(1 day)' },
          { Input: '{}', RetryPolicy: { MaximumRetryAttempts: 2 }, DeadLetterConfig: { Arn: arnOf('Failures') } },
        ),
      }),
      invoke: async () => {
        attempts++;
        return { ok: false, errorType: 'TooManyRequestsException', errorMessage: 'Rate exceeded' };
      },
      sendToQueue: async (arn, body) => void dead.push([arn, body]),
    });
    await vi.waitFor(() => expect(dead).toHaveLength(1), 60_000);
    stop();
    expect(attempts).toBe(3);
    expect(dead).toEqual([['arn:aws:sqs:eu-north-1:000000000000:Test-Failures', '{}']]);
  });

  test.each([
    [
      'an unknown zone',
      { ScheduleExpression: 'rate(1 day)', ScheduleExpressionTimezone: 'Europe/Kobenhavn' },
      /Bad.*Kobenhavn/,
    ],
    ['a bad expression', { ScheduleExpression: 'rate(1 days)' }, /Bad.*singular/],
    [
      'an unknown function',
      { ScheduleExpression: 'rate(1 day)', Target: { Arn: 'arn:aws:lambda:x:0:function:no' } },
      /Bad.*no function/,
    ],
    [
      'an unknown target',
      { ScheduleExpression: 'rate(1 day)', Target: { Arn: 'arn:aws:states:x:0:y' } },
      /Bad.*states/,
    ],
  ])('refuses %s, naming the schedule', (_, properties, message) => {
    const start = () =>
      startSchedules({ ...smallTemplate({ Tick: lambda, Bad: schedule(properties) }), invoke: vi.fn() });
    expect(start).toThrow(message);
  });
});
