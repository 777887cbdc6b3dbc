// EventBridge Scheduler's expressions: rate(), cron() in AWS's dialect with an IANA zone, at(). Source: "Schedule types
// in EventBridge Scheduler", user guide. A schedule is matched minute by minute, which is its precision too.

export type ScheduleExpression =
  | { kind: 'rate'; everyMinutes: number }
  | { kind: 'at'; localMinute: string }
  | {
      kind: 'cron';
      minutes: Set<number>;
      hours: Set<number>;
      months: Set<number>;
      years: Set<number>;
      isDay: (date: LocalDate) => boolean;
    };

interface LocalDate {
  year: number;
  /** 1–12 */
  month: number;
  day: number;
  /** 1 = Sunday … 7 = Saturday, as AWS counts. */
  weekday: number;
  daysInMonth: number;
}

const minuteMs = 60_000;

/** Parses an expression. Throws an Error that quotes it and says what EventBridge would refuse. */
export function parseSchedule(expression: string): ScheduleExpression {
  const [, kind, body] = /^(rate|cron|at)\((.*)\)$/.exec(expression) ?? [];
  try {
    if (kind === 'rate') return parseRate(body!);
    if (kind === 'cron') return parseCron(body!);
    if (kind === 'at') return parseAt(body!);
  } catch (cause) {
    throw new Error(`Schedule expression ${expression}: ${(cause as Error).message}`, { cause });
  }
  throw new Error(`Schedule expression ${expression}: must be rate(…), cron(…) or at(…)`);
}

/** Throws an Error that names the zone if it is not in the IANA data. */
export function checkZone(zone: string): void {
  localMsOf(zone, 0);
}

/**
 * Whether the schedule runs in the minute that `epochMs` lies in. A local time that a spring change skips never comes,
 * so its run is left out; of a local time that autumn repeats, only the first counts. `rate` counts from `createdMs`
 * in minutes of 60 s, whatever the zone does, and runs in that first minute too.
 */
export function matchesMinute(expression: ScheduleExpression, zone: string, epochMs: number, createdMs = 0): boolean {
  if (expression.kind === 'rate') {
    const elapsed = Math.floor(epochMs / minuteMs) - Math.floor(createdMs / minuteMs);
    return elapsed >= 0 && elapsed % expression.everyMinutes === 0;
  }
  const local = new Date(localMsOf(zone, epochMs));
  const isMatch =
    expression.kind === 'at' ? local.toISOString().startsWith(expression.localMinute) : matchesCron(expression, local);
  return isMatch && !isRepeated(zone, epochMs);
}

function matchesCron(cron: ScheduleExpression & { kind: 'cron' }, local: Date): boolean {
  const [year, month] = [local.getUTCFullYear(), local.getUTCMonth() + 1];
  return (
    cron.minutes.has(local.getUTCMinutes()) &&
    cron.hours.has(local.getUTCHours()) &&
    cron.months.has(month) &&
    cron.years.has(year) &&
    cron.isDay({
      year,
      month,
      day: local.getUTCDate(),
      weekday: local.getUTCDay() + 1,
      daysInMonth: new Date(Date.UTC(year, month, 0)).getUTCDate(),
    })
  );
}

// A local time is a repeat if the same local time came before the last backward change of the clock.
// Three hours back is far enough: no zone has set its clock back by more in the years a schedule lives.
function isRepeated(zone: string, epochMs: number): boolean {
  const offset = localMsOf(zone, epochMs) - epochMs;
  const before = epochMs - 3 * 60 * minuteMs;
  const offsetBefore = localMsOf(zone, before) - before;
  if (offsetBefore <= offset) return false;
  const first = epochMs - (offsetBefore - offset);
  return localMsOf(zone, first) - first === offsetBefore;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The zone's wall clock at an instant, written as if it were UTC; milliseconds are kept. Throws on an unknown zone. */
function localMsOf(zone: string, epochMs: number): number {
  let format = formats.get(zone);
  if (!format) {
    const numeric = 'numeric' as const;
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      ...{ year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric },
    });
    formats.set(zone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(epochMs).map(({ type, value }) => [type, Number(value)]));
  const { year, month, day, hour, minute, second } = parts as Record<string, number>;
  return Date.UTC(year!, month! - 1, day, hour, minute, second) + (epochMs % 1000);
}

function parseRate(body: string): ScheduleExpression {
  const [, count, unit, plural] = /^([1-9]\d*) (minute|hour|day)(s?)$/.exec(body) ?? [];
  if (!count || !unit) throw new Error('a rate is a whole number above 0 and minutes, hours or days');
  if ((count === '1') === (plural === 's')) throw new Error(`"${body}" mixes singular and plural`);
  // A day is 24 hours here even when the clocks change.
  return { kind: 'rate', everyMinutes: Number(count) * { minute: 1, hour: 60, day: 1440 }[unit]! };
}

function parseAt(body: string): ScheduleExpression {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(body) ? Date.parse(`${body}Z`) : Number.NaN;
  // The round trip refuses 30 February, which Date.parse takes for 2 March.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 19) !== body) {
    throw new Error('a time is written yyyy-mm-ddThh:mm:ss');
  }
  return { kind: 'at', localMinute: body.slice(0, 16) };
}

const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

function parseCron(body: string): ScheduleExpression {
  const fields = body.trim().split(/\s+/);
  if (fields.length !== 6) throw new Error(`a cron expression has 6 fields, not ${fields.length}`);
  const [minutes, hours, days, months, weekdays, years] = fields as [string, string, string, string, string, string];
  if ((days === '?') === (weekdays === '?')) {
    throw new Error('exactly one of day-of-month and day-of-week must be ?');
  }
  return {
    kind: 'cron',
    minutes: parseField('minutes', minutes, 0, 59),
    hours: parseField('hours', hours, 0, 23),
    months: parseField('month', months, 1, 12, monthNames),
    years: parseField('year', years, 1970, 2199),
    isDay: anyOf(weekdays === '?' ? days.split(',').map(parseDay) : weekdays.split(',').map(parseWeekday)),
  };
}

type DayTest = (date: LocalDate) => boolean;
const anyOf =
  (tests: DayTest[]): DayTest =>
  (date) =>
    tests.some((test) => test(date));

/** `L` is the last day of the month, `15W` the weekday nearest to the 15th within the month. */
function parseDay(part: string): DayTest {
  if (part === 'L') return ({ day, daysInMonth }) => day === daysInMonth;
  const nearest = /^(\d+)W$/.exec(part)?.[1];
  if (nearest === undefined) {
    const days = parseField('day-of-month', part, 1, 31);
    return ({ day }) => days.has(day);
  }
  const wanted = onlyValue('day-of-month', nearest, 1, 31);
  return ({ day, weekday, daysInMonth }) => {
    if (wanted > daysInMonth) return false;
    const weekdayOfWanted = (((weekday - 1 + wanted - day) % 7) + 7) % 7; // 0 = Sunday
    if (weekdayOfWanted === 6) return day === (wanted === 1 ? 3 : wanted - 1);
    if (weekdayOfWanted === 0) return day === (wanted === daysInMonth ? wanted - 2 : wanted + 1);
    return day === wanted;
  };
}

/** `6L` is the last Friday of the month, `3#2` the second Tuesday, `L` alone Saturday, the last day of the week. */
function parseWeekday(part: string): DayTest {
  if (part === 'L') return ({ weekday }) => weekday === 7;
  const [, lastOf, nthOf, nth] = /^(?:(\w+)L|(\w+)#(\d+))$/.exec(part) ?? [];
  if (lastOf !== undefined) {
    const wanted = onlyValue('day-of-week', lastOf, 1, 7, weekdayNames);
    return ({ weekday, day, daysInMonth }) => weekday === wanted && day + 7 > daysInMonth;
  }
  if (nthOf !== undefined) {
    const wanted = onlyValue('day-of-week', nthOf, 1, 7, weekdayNames);
    const week = onlyValue('day-of-week', nth!, 1, 5);
    return ({ weekday, day }) => weekday === wanted && Math.ceil(day / 7) === week;
  }
  const weekdays = parseField('day-of-week', part, 1, 7, weekdayNames);
  return ({ weekday }) => weekdays.has(weekday);
}

/** Lists, ranges and steps of numbers or names: `1,5`, `MON-FRI`, `*`, `0/15`, `8-17/2`. */
function parseField(name: string, text: string, least: number, most: number, names: string[] = []): Set<number> {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const [, first, last, step] = /^(\*|\w+)(?:-(\w+))?(?:\/([1-9]\d*))?$/.exec(part) ?? [];
    if (first === undefined || (first === '*' && last)) throw new Error(`${name} "${part}" is not understood`);
    const from = first === '*' ? least : onlyValue(name, first, least, most, names);
    const isOpen = first === '*' || (last === undefined && step !== undefined); // 0/15 runs to the end
    const to = isOpen ? most : onlyValue(name, last ?? first, least, most, names);
    if (from > to) throw new Error(`${name} "${part}" runs backwards`);
    for (let value = from; value <= to; value += Number(step ?? 1)) values.add(value);
  }
  return values;
}

function onlyValue(name: string, text: string, least: number, most: number, names: string[] = []): number {
  const named = names.indexOf(text.toUpperCase());
  const value = named >= 0 ? named + least : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) throw new Error(`${name} "${text}" is not within ${least} and ${most}`);
  return value;
}
