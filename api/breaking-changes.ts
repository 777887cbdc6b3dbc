// Breaking changes: what a client written for one OpenAPI document would stumble over in another.
import type { Json } from './openapi.ts';

type Schema = Json & { properties?: Record<string, Schema>; required?: string[]; items?: Schema | boolean };
type Way = 'request' | 'answer';

/**
 * One line each, empty if a client may stay as it is. A request may take more and an answer may say more, so new fields,
 * words and kinds of an answer, new codes of refusal and new optional fields of a request break nothing.
 */
export function breakingChanges(before: Json, after: Json): string[] {
  const said: string[] = [];
  for (const [key, operation] of operationsOf(before)) {
    const now = operationsOf(after).get(key);
    if (!now) said.push(`${key}: the route is gone`);
    else said.push(...changesOf(operation, now, before, after).map((change) => `${key}: ${change}`));
  }
  return said;
}

function changesOf(before: Json, after: Json, beforeDocument: Json, afterDocument: Json): string[] {
  const said: string[] = [];
  const compare = (sub: unknown, sup: unknown, at: string, way: Way) => {
    const [subDocument, supDocument] =
      way === 'request' ? [beforeDocument, afterDocument] : [afterDocument, beforeDocument];
    said.push(...misfits(sub as Schema, sup as Schema, { way, subDocument, supDocument }, at));
  };

  // who may call
  const scopes = (operation: Json) => (operation.security as { token: string[] }[]).flatMap(({ token }) => token);
  for (const scope of scopes(after)) if (!scopes(before).includes(scope)) said.push(`needs the scope ${scope} now`);

  // what is sent
  const parameters = (operation: Json) =>
    (operation.parameters ?? []) as { name: string; in: string; required: boolean; schema: Schema }[];
  for (const parameter of parameters(after)) {
    const was = parameters(before).find(({ name, in: place }) => name === parameter.name && place === parameter.in);
    if (parameter.required && !was?.required) said.push(`${parameter.in} ${parameter.name}: is required now`);
    if (was) compare(was.schema, parameter.schema, `${parameter.in} ${parameter.name}`, 'request');
  }
  for (const { name, in: place } of parameters(before)) {
    if (place !== 'header' && !parameters(after).some((now) => now.name === name && now.in === place))
      said.push(`${place} ${name}: is not taken any more`);
  }
  const sent = [before.requestBody, after.requestBody].map((body) => contentOf(body)['application/json']?.schema);
  if (!sent[0] && sent[1]) said.push('body: is required now');
  if (sent[0] && sent[1]) compare(sent[0], sent[1], 'body', 'request');

  // what is answered
  const [answers, answersNow] = [before.responses, after.responses] as [Json, Json];
  for (const status of Object.keys(answers)) {
    const now = contentOf(answersNow[status]);
    if (answersNow[status] === undefined) said.push(`status ${status}: is gone`);
    // by media type: the gateway's own words may come to stand beside a problem, or the other way round
    else
      for (const [type, { schema: was }] of Object.entries(contentOf(answers[status]))) {
        if (now[type]) compare(now[type].schema, was, `answer ${status}`, 'answer');
        else said.push(`status ${status}: has no body of ${type} any more`);
      }
  }
  return said;
}

interface Context {
  way: Way;
  subDocument: Json;
  supDocument: Json;
}

/** Where `sub` lets something through that `sup` does not: as a request the old is `sub`, as an answer the new is. */
function misfits(subRef: Schema, supRef: Schema, context: Context, at: string): string[] {
  const sub = resolve(subRef, context.subDocument);
  const sup = resolve(supRef, context.supDocument);
  const kinds = alternativesOf(sup);
  if (kinds.length > 1 || alternativesOf(sub).length > 1)
    return alternativesOf(sub).flatMap((kind) => {
      const same = kinds.find(
        (other) => tagOf(resolve(other, context.supDocument)) === tagOf(resolve(kind, context.subDocument)),
      );
      if (same) return misfits(kind, same, context, at);
      return context.way === 'request' ? [`${at}: one of its kinds is not taken any more`] : [];
    });
  const isOneOf = (types: string[], type: string) =>
    types.includes(type) || (type === 'integer' && types.includes('number'));
  const [types, allowed] = [typesOf(sub), typesOf(sup)];
  if (allowed.length > 0 && (types.length === 0 || !types.every((type) => isOneOf(allowed, type))))
    return [`${at}: is of another type`];
  return [
    ...(context.way === 'request' ? narrowed(sub, sup, at) : []),
    ...misfitsOfFields(sub, sup, context, at),
    ...within('items', '[]'),
    ...within('additionalProperties', '.*'),
    ...within('propertyNames', ' (keys)'),
    ...((sub.prefixItems as Schema[] | undefined) ?? []).flatMap((item, index) => {
      const other = (sup.prefixItems as Schema[] | undefined)?.[index];
      return other ? misfits(item, other, context, `${at}[${index}]`) : [];
    }),
  ];

  function within(keyword: string, path: string): string[] {
    const [inner, outer] = [sub[keyword], sup[keyword]];
    const both = typeof inner === 'object' && typeof outer === 'object';
    return both ? misfits(inner as Schema, outer as Schema, context, `${at}${path}`) : [];
  }
}

function misfitsOfFields(sub: Schema, sup: Schema, context: Context, at: string): string[] {
  const [inner, outer] = [sub.properties ?? {}, sup.properties ?? {}];
  const isRequest = context.way === 'request';
  const required = (sup.required ?? []).filter((name) => !sub.required?.includes(name));
  const gone = isRequest
    ? Object.keys(inner).filter((name) => !outer[name] && sup.additionalProperties === false)
    : Object.keys(outer).filter((name) => !inner[name]);
  return [
    ...required
      .filter((name) => isRequest || !gone.includes(name))
      .map((name) => `${at}.${name}: ${isRequest ? 'is required now' : 'may be absent now'}`),
    ...gone.map((name) => `${at}.${name}: ${isRequest ? 'is not taken any more' : 'is gone'}`),
    ...Object.keys(inner)
      .filter((name) => outer[name])
      .flatMap((name) => misfits(inner[name]!, outer[name]!, context, `${at}.${name}`)),
  ];
}

/** Values the old took and the new does not. */
function narrowed(old: Schema, now: Schema, at: string): string[] {
  const words = wordsOf(now);
  const lost = words && (wordsOf(old)?.filter((word) => !words.includes(word)) ?? ['any other']);
  const said = lost?.map((word) => `${at}: ${JSON.stringify(word)} is not taken any more`) ?? [];
  for (const bound of ['minimum', 'exclusiveMinimum', 'minLength', 'minItems'])
    if (Number(now[bound] ?? -Infinity) > Number(old[bound] ?? -Infinity))
      said.push(`${at}: ${bound} is ${now[bound]} now`);
  for (const bound of ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems'])
    if (Number(now[bound] ?? Infinity) < Number(old[bound] ?? Infinity))
      said.push(`${at}: ${bound} is ${now[bound]} now`);
  for (const shape of ['pattern', 'format'])
    if (now[shape] !== undefined && now[shape] !== old[shape]) said.push(`${at}: ${shape} is ${now[shape]} now`);
  return said;
}

const wordsOf = ({ enum: words, const: word }: Schema) =>
  (words ?? (word === undefined ? undefined : [word])) as unknown[] | undefined;
const typesOf = ({ type }: Schema): string[] => (type === undefined ? [] : ([type].flat() as string[]));
const alternativesOf = (schema: Schema): Schema[] => (schema.oneOf ?? schema.anyOf ?? [schema]) as Schema[];

/** What tells one alternative from another: its type, and the words its fields are fixed to. */
function tagOf(schema: Schema): string {
  const fixed = Object.entries(schema.properties ?? {}).filter(([, field]) => field.const !== undefined);
  return JSON.stringify([typesOf(schema), fixed.map(([name, field]) => [name, field.const])]);
}

function resolve(schema: Schema, document: Json): Schema {
  const name = typeof schema.$ref === 'string' ? schema.$ref.replace('#/components/schemas/', '') : undefined;
  if (name === undefined) return schema;
  return (document.components as { schemas: Record<string, Schema> }).schemas[name] ?? {};
}

function contentOf(holder: unknown): Record<string, { schema: Schema }> {
  return (holder as { content?: Record<string, { schema: Schema }> } | undefined)?.content ?? {};
}

function operationsOf({ paths }: Json): Map<string, Json> {
  return new Map(
    Object.entries(paths as Record<string, Record<string, Json>>).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
    ),
  );
}
