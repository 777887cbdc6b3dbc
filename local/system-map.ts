// The map of the running system: what answers what, and where its log is. Printed at start, calm and aligned.
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { HttpApi } from './api-gateway/http-api.ts';
import type { EventBus } from './eventbridge/event-bus.ts';
import type { Schedules } from './eventbridge/schedule.ts';
import type { LocalMapping } from './lambda/event-source-mapping.ts';
import type { FunctionLogs } from './lambda/function-log.ts';
import type { Functions } from './lambda/functions.ts';
import type { ServiceEndpoints } from './lambda/lambda-environment.ts';
import type { LocalQueue } from './services/queues-and-buckets.ts';
import type { LocalTable } from './services/table.ts';
import { resourceTypes } from './template/resource-types.ts';
import { displayName, type Template } from './template/template.ts';

export interface SystemMap {
  apiUrl: string;
  routes: { routeKey: string; function: string; scopes: string[] }[];
  rules: { name: string; pattern: unknown; targets: string[] }[];
  schedules: { expression: string; zone: string; target: string }[];
  queues: { name: string; function?: string; deadLetterQueue?: string }[];
  functions: { name: string; memoryMegabytes: number; timeoutSeconds: number; concurrency: number; logFile: string }[];
  tables: { name: string; kept: boolean }[];
  buckets: string[];
  /** The local address of each AWS service. */
  endpoints: Record<string, string>;
  inert: { type: string; count: number; because: string }[];
}

interface RunningParts {
  template: Template;
  api: HttpApi;
  bus: EventBus;
  schedules: Schedules;
  mappings: { mappings: LocalMapping[] };
  functions: Functions;
  logs: FunctionLogs;
  tables: LocalTable[];
  queues: LocalQueue[];
  buckets: string[];
  endpoints: ServiceEndpoints;
}

/** The map of what runs, in the names people use. */
export function drawSystemMap(parts: RunningParts): SystemMap {
  const { template, api, bus, queues, mappings, logs } = parts;
  const nameOf = (logicalId: string) => displayName(template, logicalId);
  return {
    apiUrl: api.url,
    routes: api.routes.map(({ functionLogicalId, ...route }) => ({ ...route, function: nameOf(functionLogicalId) })),
    rules: bus.rules.map(({ logicalId, pattern, targets }) => ({
      name: nameOf(logicalId),
      pattern,
      targets: targets.map((target) =>
        nameOf(queues.find(({ name }) => target.endsWith(`:${name}`))?.logicalId ?? target),
      ),
    })),
    schedules: parts.schedules.schedules.map(({ expression, zone, functionLogicalId }) => ({
      expression,
      zone,
      target: functionLogicalId === undefined ? 'a queue' : nameOf(functionLogicalId),
    })),
    queues: queues.map(({ logicalId, name, deadLetterQueue }) => {
      const mapping = mappings.mappings.find(({ queueName }) => queueName === name);
      const deadLetters = queues.find((queue) => queue.name === deadLetterQueue);
      return {
        name: nameOf(logicalId),
        function: mapping && nameOf(mapping.functionLogicalId),
        deadLetterQueue: deadLetters && nameOf(deadLetters.logicalId),
      };
    }),
    functions: parts.functions.configs.map(({ logicalId, memoryMegabytes, timeoutSeconds, concurrency }) => ({
      name: nameOf(logicalId),
      memoryMegabytes,
      timeoutSeconds,
      concurrency,
      logFile: logs.path(nameOf(logicalId)),
    })),
    tables: parts.tables.map(({ logicalId, kept }) => ({ name: nameOf(logicalId), kept })),
    buckets: parts.buckets.map(nameOf),
    endpoints: { ...parts.endpoints },
    inert: inertResources(template),
  };
}

/** The resources that are part of the template and not of the laptop, by type. */
function inertResources(template: Template): SystemMap['inert'] {
  const counts = new Map<string, number>();
  for (const { Type } of Object.values(template.Resources)) counts.set(Type, (counts.get(Type) ?? 0) + 1);
  return [...counts].flatMap(([type, count]) => {
    const treatment = resourceTypes[type];
    return treatment && 'inertBecause' in treatment ? [{ type, count, because: treatment.inertBecause }] : [];
  });
}

/** The map as lines of text. Log files are shown relative to `from`. */
export function formatSystemMap(map: SystemMap, dim: (text: string) => string, from = process.cwd()): string {
  const logFile = (name: string) => {
    const found = map.functions.find((candidate) => candidate.name === name);
    return found ? relative(from, found.logFile) : '';
  };
  const answeredBy = (name: string | undefined) => (name === undefined ? ['', ''] : [name, dim(logFile(name))]);
  const scope = (scopes: string[]) => (scopes.length > 0 ? `scope ${scopes.join(' or ')}` : '');
  const sections: [title: string, rows: string[][]][] = [
    ['Routes', map.routes.map((r) => [r.routeKey, ...answeredBy(r.function), dim(scope(r.scopes))])],
    ['Rules', map.rules.flatMap((r) => r.targets.map((target) => [inWords(r.pattern), ...answeredBy(target)]))],
    ['Schedules', map.schedules.map((s) => [`${s.expression} ${dim(s.zone)}`, ...answeredBy(s.target)])],
    [
      'Queues',
      map.queues.map((q) => [
        q.name,
        ...answeredBy(q.function),
        dim(q.deadLetterQueue === undefined ? '' : `after too many tries: ${q.deadLetterQueue}`),
      ]),
    ],
    [
      'Storage',
      [
        ...map.tables.map(({ name, kept }) => [name, kept ? 'table, kept from last time' : 'table, new']),
        ...map.buckets.map((name) => [name, 'bucket']),
      ],
    ],
    ['Services', Object.entries(map.endpoints).map(([service, url]) => [service.toLowerCase(), dim(url)])],
  ];
  const filled = sections.filter(([, rows]) => rows.length > 0);
  // One set of columns for the whole map, so that the eye runs straight down.
  const widths = columnWidths(filled.flatMap(([, rows]) => rows.filter((row) => row.length > 2)));
  const lines = filled.flatMap(([title, rows]) => ['', title, ...rows.map((row) => `  ${align(row, widths)}`)]);
  const inert = map.inert.reduce((sum, { count }) => sum + count, 0);
  return [
    ...lines.slice(1),
    '',
    dim(
      `${inert} resources of ${map.inert.length} types do nothing on a laptop (local/template/resource-types.ts says why).`,
    ),
  ].join('\n');
}

/** What an event pattern waits for, without the details it looks at. */
function inWords(pattern: unknown): string {
  const { source = [], 'detail-type': detailType = [] } = pattern as { source?: string[]; 'detail-type'?: string[] };
  return [...source, ...detailType].map(String).join(' ') || JSON.stringify(pattern);
}

/** The steps of starting and how long each took. */
export function formatSteps(steps: { name: string; milliseconds: number }[], dim: (text: string) => string): string {
  const widest = Math.max(...steps.map(({ name }) => name.length));
  return steps
    .map(({ name, milliseconds }) => `  ${name.padEnd(widest)}  ${dim(`${milliseconds.toFixed(0).padStart(5)} ms`)}`)
    .join('\n');
}

const visibleLength = (text: string) => stripVTControlCharacters(text).length;

function columnWidths(rows: string[][]): number[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, visibleLength(cell));
  return widths;
}

function align(row: string[], widths: number[]): string {
  return row
    .map((cell, i) => cell + ' '.repeat(Math.max(0, (widths[i] ?? 0) - visibleLength(cell))))
    .join('  ')
    .trimEnd();
}
