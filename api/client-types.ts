// The typed client's table of calls (client/api.ts), written from the OpenAPI document, so that neither can drift from the other.
import type { Json } from './openapi.ts';

interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  propertyNames?: Schema;
  items?: Schema | false;
  prefixItems?: Schema[];
}

interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  parameters?: { name: string; in: string; schema: Schema }[];
  requestBody?: { content: { 'application/json': { schema: Schema } } };
  responses: Record<string, { content: { 'application/json': { schema: Schema } } }>;
}

const refPrefix = '#/components/schemas/';

/** The text of client/api.ts: a type for every schema that a customer's route takes or answers, and its call with its description. */
export function clientModule(document: Json): string {
  const paths = document.paths as Record<string, Record<string, Operation>>;
  const { schemas } = document.components as { schemas: Record<string, Schema> };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { tags }]) => tags.includes('customer'))
      .map(([method, operation]) => ({ ...operation, path, method: method.toUpperCase() })),
  );
  // What a request may say grows with the client alone: such words are closed in answers too, so that these can be sent back.
  const said = new Set<string>();
  for (const { requestBody } of operations) {
    if (requestBody) collectWords(requestBody.content['application/json'].schema, schemas, said);
  }
  const written = new Map<string, string>();
  const refer = (schema: Schema, isAnswer: boolean): string => {
    const mayGrow = ({ enum: words }: Schema) => isAnswer && !said.has(JSON.stringify(words));
    const write = (inner: Schema): string => typeOf(inner, mayGrow, write, name);
    const name = (ref: string) => {
      const id = ref.slice(refPrefix.length);
      if (written.has(id)) return id;
      written.set(id, ''); // keeps its place, and ends a circle
      const { description, ...named } = schemas[id]!;
      written.set(id, `${commented(description, '')}export type ${id} = ${write(named)};`);
      return id;
    };
    return write(schema);
  };

  const calls = operations.map(({ operationId, summary, description, parameters = [], requestBody, responses }) => {
    const inPath = parameters.filter((one) => one.in === 'path');
    const inQuery = parameters.filter((one) => one.in === 'query');
    const body = requestBody && refer(requestBody.content['application/json'].schema, false);
    const query = inQuery.map(({ name, schema }) => `${name}?: ${refer(schema, false)}`).join('; ');
    const takes = [
      ...inPath.map(({ name, schema }) => `${name}: ${refer(schema, false)}`),
      ...(body ? [`body: ${body}`] : []),
      ...(query ? [`query?: { ${query} }`] : []),
      'options?: Options',
    ];
    const answer = refer(responses['200']!.content['application/json'].schema, true);
    return `${commented([summary, description].join('.\n'), '  ')}  ${operationId}(${takes.join(', ')}): Promise<${answer}>;`;
  });
  const table = operations.map(({ operationId, method, path, requestBody, parameters = [] }) => {
    const takes = requestBody ? 'body' : parameters.some((one) => one.in === 'query') ? 'query' : 'nothing';
    return `  ${operationId}: { method: '${method}', path: '${path}', takes: '${takes}' },`;
  });
  const problem = refer({ $ref: `${refPrefix}Problem` }, true);
  return `// Generated from docs/openapi.json by \`npm run openapi\`; not to be edited. Every call of a customer's app, and its types.

/** What any call may be told besides. */
export interface Options {
  /** Languages for the texts of the answer, as in \`Accept-Language\`: \`da-DK, en\`. */
  language?: string;
  /** How often it is tried at the most; 4 if absent. */
  attempts?: number;
}

/** The calls. Each rejects with a \`RavnError\`; a refusal of Ravn's carries its \`${problem}\`. */
export interface Calls {
${calls.join('\n')}
}

/** Method and path of each call. */
export const operations = {
${table.join('\n')}
} as const;

${[...written.values()].join('\n\n')}
`;
}

/** A schema as a TypeScript type. Words of an answer may grow: besides those that are known, any other has to be borne. */
function typeOf(
  schema: Schema,
  mayGrow: (words: Schema) => boolean,
  write: (inner: Schema) => string,
  name: (ref: string) => string,
): string {
  const { $ref, type, anyOf, oneOf, properties, additionalProperties: more, items, prefixItems } = schema;
  if ($ref) return name($ref);
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum) {
    const words = schema.enum.map(literal).join(' | ');
    return type === 'string' && mayGrow(schema) ? `${words} | (string & {})` : words;
  }
  const options = anyOf ?? oneOf;
  if (options) return [...new Set(options.map(write))].join(' | ');
  if (Array.isArray(type)) return type.map(primitive).join(' | ');
  if (type === 'array') {
    if (prefixItems) return `[${prefixItems.map(write).join(', ')}]`;
    const item = items ? write(items) : 'unknown';
    return item.includes('|') || item.includes('{') ? `(${item})[]` : `${item}[]`;
  }
  if (type !== 'object') return primitive(type);
  if (properties) {
    const fields = Object.entries(properties).map(
      ([field, inner]) =>
        `${commented(inner.description, '')}${key(field)}${schema.required?.includes(field) ? '' : '?'}: ${write(inner)}`,
    );
    return `{ ${fields.join('; ')} }`;
  }
  const value = typeof more === 'object' ? write(more) : 'unknown';
  const keys = schema.propertyNames?.enum;
  // an object by words that may grow is one by any word
  return keys ? `{ [K in ${keys.map(literal).join(' | ')}]?: ${value} }` : `Record<string, ${value}>`;
}

/** Every enumeration in what a request takes, as JSON. */
function collectWords(schema: Schema, schemas: Record<string, Schema>, found: Set<string>): void {
  if (schema.enum) found.add(JSON.stringify(schema.enum));
  if (schema.$ref) collectWords(schemas[schema.$ref.slice(refPrefix.length)]!, schemas, found);
  const { anyOf = [], oneOf = [], properties = {}, items } = schema;
  const inner = [...anyOf, ...oneOf, ...Object.values(properties), ...(items ? [items] : [])];
  for (const one of inner) collectWords(one, schemas, found);
}

const literal = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : JSON.stringify(value));
const key = (field: string): string => (/^\w+$/.test(field) ? field : `'${field}'`);

function primitive(type: string | undefined): string {
  if (type === 'integer') return 'number';
  return type === 'string' || type === 'number' || type === 'boolean' || type === 'null' ? type : 'unknown';
}

function commented(text: string | undefined, indent: string): string {
  if (!text) return '';
  const lines = text.split('\n').filter(Boolean);
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`).join('\n')}\n${indent} */\n`;
}
