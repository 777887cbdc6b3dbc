// Hostile requests: made from the OpenAPI document alone. What it allows, then bent in one or several places.
import fc from 'fast-check';
import type { Json } from '../../api/openapi.ts';

export interface HostileRequest {
  operationId: string;
  method: string;
  /** As it goes over the wire: percent-encoded, or wrongly so. */
  url: string;
  headers: Record<string, string>;
  body?: Buffer;
}

/** Requests to one operation. `now` is what times are near, so that some are taken. */
export function hostileRequests(
  document: Json,
  path: string,
  method: string,
  now: number,
): fc.Arbitrary<HostileRequest> {
  const operation = (document.paths as Record<string, Record<string, Operation>>)[path]![method.toLowerCase()]!;
  const { operationId, parameters = [], requestBody } = operation;
  const valid = validValues(document, now);
  const parts = (place: string) => parameters.filter((parameter) => parameter.in === place);

  const names = fc.record(
    Object.fromEntries(
      parts('path').map(({ name, schema, example }) => [
        name,
        usually(fc.oneof(valid(schema), fc.constant(example)), hostileText),
      ]),
    ),
  );
  const query = fc.record(
    Object.fromEntries(parts('query').map(({ name, schema }) => [name, usually(valid(schema), hostileText)])),
    { requiredKeys: [] },
  );
  // A header is text: what a document allows beyond that no client can send.
  const required = fc.record(
    Object.fromEntries(
      parts('header')
        .filter(({ name, required }) => required || conditional[name])
        .map(({ name, schema, example }) => [
          name,
          conditional[name] ??
            fc.option(usually(fc.oneof(fc.uuid(), valid(schema), fc.constant(example)), headerText), { freq: 12 }),
        ]),
    ),
  );
  const extra = rarely(fc.dictionary(fc.constantFrom(...oddKeys, 'page'), hostileText, { maxKeys: 2 }));
  const content = requestBody?.content['application/json'];
  const body = content
    ? bodyTexts(fc.oneof(valid(content.schema), fc.constant(content.example)))
    : rarely(hostileText.map((text) => Buffer.from(text)));

  return fc
    .record({
      names,
      rawName: rarely(fc.constantFrom('%', '%zz', '%E0%A4%A', '%00', '..', '%2e%2e%2f', '%252f', '')),
      query,
      extra,
      contentType,
      language: rarely(headerText),
      required,
      body,
    })
    .map((drawn) => {
      const filled = path.replaceAll(
        /\{(\w+)\}/g,
        (_, name) => drawn.rawName ?? encode((drawn.names as Record<string, unknown>)[name]),
      );
      const pairs = Object.entries({ ...drawn.query, ...drawn.extra }).map(
        ([name, value]) => `${encode(name)}=${encode(value)}`,
      );
      return {
        operationId,
        method,
        url: pairs.length > 0 ? `${filled}?${pairs.join('&')}` : filled,
        headers: {
          ...(drawn.contentType !== undefined && { 'content-type': drawn.contentType }),
          ...(drawn.language !== undefined && { 'accept-language': drawn.language }),
          ...Object.fromEntries(
            Object.entries(drawn.required)
              .filter(([, value]) => value !== null)
              .map(([name, value]) => [
                name,
                String(value)
                  .replaceAll(/[^ -~]/g, '')
                  .trim(),
              ]),
          ),
        },
        body: drawn.body,
      };
    });
}

interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; required?: boolean; schema: Schema; example?: unknown }[];
  requestBody?: { content: Record<string, { schema: Schema; example: unknown }> };
}
type Schema = Json & { properties?: Record<string, Schema>; required?: string[]; items?: Schema };

/** Half a surrogate pair has no percent-encoding, and a line of more than 10 KB no gateway. */
const encode = (value: unknown) => encodeURIComponent(String(value).slice(0, 500).toWellFormed());
const usually = <T, U>(arbitrary: fc.Arbitrary<T>, other: fc.Arbitrary<U>) =>
  fc.oneof({ weight: 5, arbitrary }, { weight: 1, arbitrary: other });
const rarely = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc
    .option(arbitrary, { freq: 8, nil: undefined })
    .chain((value) => fc.boolean().map((take) => (take ? value : undefined)));

const contentType = fc.oneof(
  { weight: 12, arbitrary: fc.constant<string | undefined>('application/json') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      undefined,
      'text/plain',
      'application/json; charset=utf-16',
      'APPLICATION/JSON',
      'application/vnd.api+json',
      'application/xml',
      'application/json, text/html',
      'multipart/form-data',
      ';',
    ),
  },
);
/** Which version a change is meant for: one that is found now and then, and what is none. */
const conditional: Record<string, fc.Arbitrary<string | null> | undefined> = {
  'if-match': fc.constantFrom('*', '*', '*', '"1"', '"7"', '7', '"x"', null, null),
  'if-none-match': fc.constantFrom(null, null, null, null, null, '*', '"7"'),
};
const headerText = fc.oneof(
  fc.constantFrom('da, en;q=0.5', '*', 'zh-Hant-TW', ';;;q=', 'en;q=NaN', `${'da,'.repeat(500)}`),
  fc.string({ maxLength: 60 }).map((text) => text.replaceAll(/[^ -~]/g, '').trim()),
);

const oddKeys = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'length',
  'then',
  '$ref',
  '',
  'customerId',
  'pk',
  '\u0000',
];
const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '#',
    'a#b',
    '__proto__',
    'constructor',
    '../../etc/passwd',
    '%00',
    '\ud800',
    '\u202eevil',
    '💥'.repeat(20),
    'İ',
    'null',
    'NaN',
    '-0',
    '1e999',
    "'; DROP TABLE customers; --",
    '{{constructor}}',
    '<script>',
    '\r\nx: y',
    '\ufeff',
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.nat(6000).map((length) => 'x'.repeat(length)),
);
const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom(
    null,
    true,
    false,
    0,
    -0,
    -1,
    1.5,
    2 ** 53,
    -(2 ** 63),
    1e308,
    -1e308,
    5e-324,
    1e-200,
    1e21,
    [],
    {},
    [[]],
    [null],
    { a: 1 },
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(5, 14, 17, 600).map(nested),
  fc.constantFrom(51, 300).map((length) => Array.from({ length }, () => 0)),
);

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

/** Values that the schema allows, some of them such as are used. */
function validValues(document: Json, now: number) {
  const schemas = (document.components as { schemas: Record<string, Schema> }).schemas;
  const likely: Record<string, fc.Arbitrary<unknown>> = {
    at: fc.nat(240_000).map((ago) => now + 1000 - ago),
    startsAt: fc.nat(1e6).map((ago) => now - ago),
    endsAt: fc.nat(1e6).map((ahead) => now + 1 + ahead),
    lng: fc.constantFrom(12.568, 12.5681, 12.6),
    lat: fc.constantFrom(55.676, 55.6761),
    timeZone: fc.constantFrom('Europe/Copenhagen', 'Asia/Kathmandu'),
    defaultLocale: fc.constantFrom('en', 'da-DK'),
    category: fc.constantFrom('coffee', 'tea'),
    accuracyMetres: fc.constantFrom(5, 12, 40),
    geofenceIds: fc.constant(['torvet']),
  };
  const valid = (schema: Schema, name?: string): fc.Arbitrary<unknown> => {
    const known = name === undefined ? undefined : likely[name];
    return known ? fc.oneof({ weight: 3, arbitrary: known }, { weight: 1, arbitrary: plain(schema) }) : plain(schema);
  };
  function plain(schema: Schema): fc.Arbitrary<unknown> {
    if (typeof schema.$ref === 'string') return plain(schemas[schema.$ref.split('/').at(-1)!]!);
    const alternatives = (schema.oneOf ?? schema.anyOf) as Schema[] | undefined;
    if (alternatives) return fc.oneof(...alternatives.map((alternative) => plain(alternative)));
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.enum) return fc.constantFrom(...(schema.enum as unknown[]));
    if (schema.type === 'object') return objects(schema);
    if (schema.type === 'array') return arrays(schema);
    if (schema.type === 'string') return strings(schema);
    if (schema.type === 'boolean') return fc.boolean();
    if (schema.type === 'integer')
      return fc.integer({
        min: Math.max(Number(schema.minimum ?? -1e9), -(2 ** 31)),
        max: Math.min(Number(schema.maximum ?? 1e9), 2 ** 31 - 1),
      });
    if (schema.type === 'number') return numbers(schema);
    throw new Error(`no values for the schema ${JSON.stringify(schema)}`);
  }
  function objects({ properties = {}, required = [], additionalProperties, propertyNames }: Schema) {
    if (typeof additionalProperties === 'object') {
      const keys = propertyNames ? plain(propertyNames as Schema).map(String) : fc.string({ maxLength: 20 });
      return fc.dictionary(fc.oneof(fc.constantFrom('en', 'da-DK'), keys), plain(additionalProperties as Schema), {
        maxKeys: 3,
      });
    }
    const fields = Object.entries(properties).map(([key, field]) => [key, valid(field, key)]);
    return fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>, { requiredKeys: required });
  }
  function arrays({ prefixItems, items, minItems = 0, maxItems = 1e9 }: Schema): fc.Arbitrary<unknown[]> {
    if (prefixItems) return fc.tuple(...(prefixItems as Schema[]).map((item) => plain(item)));
    const minLength = Number(minItems);
    return fc.array(plain(items!), { minLength, maxLength: Math.min(Number(maxItems), minLength + 2) });
  }
  return valid;
}

function strings({ pattern, format, minLength = 0, maxLength = 1e9 }: Schema): fc.Arbitrary<string> {
  if (format === 'uri') return fc.webUrl();
  if (typeof pattern === 'string')
    return fc.stringMatching(new RegExp(pattern, 'u')).map((text) => text.slice(0, Number(maxLength)));
  const least = Number(minLength);
  return fc.string({ unit: 'grapheme', minLength: least, maxLength: Math.min(Number(maxLength), least + 12) });
}

function numbers({ minimum, maximum, exclusiveMinimum }: Schema): fc.Arbitrary<number> {
  const min = Number(minimum ?? exclusiveMinimum ?? -1e9);
  return fc.double({ min, max: Number(maximum ?? 1e9), minExcluded: exclusiveMinimum !== undefined, noNaN: true });
}

const bend = fc.record({
  how: fc.constantFrom('replace', 'replace', 'remove', 'add'),
  where: fc.nat(),
  value: hostileValue,
  key: fc.constantFrom(...oddKeys),
});

/** Values with none to three places bent, then as text with perhaps something wrong with the text. */
function bodyTexts(values: fc.Arbitrary<unknown>): fc.Arbitrary<Buffer | undefined> {
  return fc
    .record({
      value: values,
      bends: fc.array(bend, { maxLength: 3 }),
      slip: fc.option(fc.constantFrom(...slips), { freq: 3, nil: undefined }),
      cut: fc.nat(),
    })
    .map(({ value, bends, slip, cut }) => {
      const holder = { body: structuredClone(value) };
      for (const each of bends) apply(holder, { ...each, value: structuredClone(each.value) });
      const text = JSON.stringify(holder.body) ?? '';
      return slip ? slip(text, cut) : Buffer.from(text);
    });
}

function apply(
  holder: { body: unknown },
  { how, where, value, key }: { how: string; where: number; value: unknown; key: string },
): void {
  const places = placesIn(holder);
  if (places.length === 0) return;
  const [parent, name] = places[where % places.length]!;
  const child = (parent as Record<string, unknown>)[name];
  if (how === 'remove') delete (parent as Record<string, unknown>)[name];
  else if (how === 'add' && typeof child === 'object' && child !== null && !Array.isArray(child))
    Object.defineProperty(child, key, { value, enumerable: true, configurable: true, writable: true });
  else (parent as Record<string, unknown>)[name] = value;
}

/** Every member of every object and list, down to where only what was made deep on purpose goes. */
function placesIn(value: object, depth = 0): [object, string][] {
  return Object.entries(value).flatMap(([name, child]) => [
    [value, name] as [object, string],
    ...(typeof child === 'object' && child !== null && depth < 30 ? placesIn(child, depth + 1) : []),
  ]);
}

/** What may be wrong with the text of a body. */
const slips: ((text: string, cut: number) => Buffer | undefined)[] = [
  () => undefined,
  () => Buffer.alloc(0),
  (text, cut) => Buffer.from(text.slice(0, cut % (text.length + 1))),
  (text) => Buffer.from(`${text}}`),
  (text) => Buffer.from(`\ufeff${text}`),
  (text) => Buffer.from(`${text}\u0000`),
  (text) => Buffer.from(` \n\t${text}\r\n `),
  (text) => Buffer.from(text.replace(/^\{("(?:[^"\\]|\\.)*":)/, '{$1null,$1')),
  (text) => Buffer.from(text.replace(/^\{/, '{"__proto__":{"isAdmin":true},')),
  (text) => Buffer.from(text.replace(/^\{/, '{"constructor":{"prototype":{"x":1}},')),
  (text) => Buffer.from(text.replace(/:-?\d[\d.e+-]*/, ':1e999')),
  (text) => Buffer.from(text.replace(/:-?\d[\d.e+-]*/, ':NaN')),
  (text) => Buffer.from(text.replace(/:-?\d[\d.e+-]*/, `:${'9'.repeat(400)}`)),
  (text) => Buffer.from(text.replaceAll(/"([a-z])/g, '"\\u0000$1')),
  (text, cut) => Buffer.concat([Buffer.from(text.slice(0, cut % (text.length + 1))), Buffer.from([0xff, 0xfe, 0xc0])]),
  (text) => Buffer.from(text, 'utf16le'),
  (text) => Buffer.from(`${'['.repeat(4000)}${text}${']'.repeat(4000)}`),
  (text) => Buffer.from(`[${text}]`),
  (text) => Buffer.from(JSON.stringify(text)),
  (text) => Buffer.from(`${text}${' '.repeat(40_000)}`),
];
