// The OpenAPI 3.1 document, made from the table of routes: nothing in it is written twice.
import * as z from 'zod';
import { answerSchemas, requestSchemas } from './named-schemas.ts';
import { type ProblemCode, problem, problemCodes } from './problem.ts';
import { defaultMaxBodyBytes, gatewayStatuses, problemsOf, type Route, scopes, statusesOf } from './route.ts';

export type Json = { [key: string]: unknown };

/** `version` is the product's. Written with two spaces and a last line end, it is docs/openapi.json. */
export function openapi(routes: readonly Route[], version: string): Json {
  const requests = namedSchemas(requestSchemas, 'input');
  const answers = namedSchemas(answerSchemas, 'output');
  for (const { operationId, body, answer } of routes) {
    if (body) requests.name(body, `${pascalCase(operationId)}Request`);
    answers.name(answer, `${pascalCase(operationId)}Answer`);
  }
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    paths[route.path] ??= {};
    paths[route.path]![route.method.toLowerCase()] = operation(route, requests, answers);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Ravn',
      version,
      summary: 'At most one offer, only while the customer is near, only if it is relevant.',
      description:
        'The customer of a request is the `sub` of its token, never a parameter. Longitude before latitude; times are epoch milliseconds. Unknown fields in a request are refused; a client passes over fields, codes and words of an answer that it does not know.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [
      {
        url: '{origin}',
        variables: { origin: { default: 'http://127.0.0.1:4000', description: '`ApiUrl` of the stack’s outputs' } },
      },
    ],
    tags: [
      { name: 'customer', description: 'Any valid token; it reaches what belongs to its own `sub` and nothing else.' },
      { name: 'marketer', description: `A token with the scope \`${scopes.marketer}\`.` },
      { name: 'partner', description: `A token with the scope \`${scopes.partner}\`.` },
    ],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { GatewayMessage: gatewayMessage, ...requests.schemas(), ...answers.schemas() },
    },
  };
}

const gatewayMessage = {
  description: 'What the gateway answers with by itself: no problem+json, and nothing of ours.',
  type: 'object',
  properties: { message: { type: 'string' } },
};

type Names = ReturnType<typeof namedSchemas>;

function operation(route: Route, requests: Names, answers: Names): Json {
  const { operationId, caller, summary, description, body, example } = route;
  return {
    operationId,
    tags: [caller],
    summary,
    description: [description, repeated[route.again]].filter(Boolean).join('\n\n'),
    security: [{ token: caller === 'customer' ? [] : [scopes[caller]] }],
    ...parametersOf(route),
    ...(body && {
      requestBody: {
        required: true,
        description: `At most ${route.maxBodyBytes ?? defaultMaxBodyBytes} bytes.`,
        content: { 'application/json': { schema: requests.refTo(body), example: example.body } },
      },
    }),
    responses: Object.fromEntries(
      statusesOf(route).map((status) => [
        status,
        status === 200
          ? {
              description: 'Done.',
              content: { 'application/json': { schema: answers.refTo(route.answer), example: example.answer } },
            }
          : refusal(route, status, answers),
      ]),
    ),
  };
}

const repeated: Record<Route['again'], string> = {
  alike: 'Sent twice, it does nothing more and is answered alike.',
  harmless: 'Sent twice, it does nothing more; the answer shows that it is the second.',
  new: 'Sent twice, it is done twice.',
};

function refusal(route: Route, status: number, answers: Names): Json {
  const codes: ProblemCode[] = problemsOf(route).filter((code) => problemCodes[code].status === status);
  const byGateway = gatewayStatuses(route).includes(status);
  const said = codes.map((code) => `\`${code}\`: ${problemCodes[code].meaning}`);
  return {
    description: [...said, ...(byGateway ? [gatewayMeanings[status]] : [])].join('\n\n'),
    ...(codes.includes('busy') && {
      headers: { 'retry-after': { description: 'Seconds.', schema: { type: 'integer' } } },
    }),
    content: {
      ...(codes.length > 0 && { 'application/problem+json': { schema: answers.refTo(problem) } }),
      ...(byGateway && { 'application/json': { schema: { $ref: '#/components/schemas/GatewayMessage' } } }),
    },
  };
}

const gatewayMeanings: Record<number, string> = {
  400: 'From the gateway: a percent sign in the path that encodes nothing.',
  401: 'From the gateway: no token, or one that has expired, was signed by somebody else or is meant for another audience.',
  403: 'From the gateway: the token lacks the scope.',
  404: 'From the gateway: no such route; a part of the path was left empty.',
  413: 'From the gateway: the body is larger than it passes on.',
  429: 'From the gateway: too many requests. Wait, longer each time.',
  500: 'From the gateway: the function failed.',
  503: 'From the gateway: the function could not be started, or took too long.',
};

function parametersOf({ pathParameters, query, headers, example }: Route): Json {
  const described = [
    ...parametersIn('path', pathParameters, example.path),
    ...parametersIn('query', query, example.query),
    ...parametersIn('header', headers, example.headers),
  ];
  return described.length > 0 ? { parameters: described } : {};
}

function parametersIn(place: string, schema: z.ZodObject | undefined, examples: object = {}): Json[] {
  const { properties = {}, required = [] } = schema ? z.toJSONSchema(schema, { io: 'input' }) : {};
  return Object.entries(properties).map(([name, parameter]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: parameter,
    ...(Object.hasOwn(examples, name) && { example: (examples as Json)[name] }),
  }));
}

/** The schemas of one direction, by name: those that are given one, and what is found of them inside others. */
function namedSchemas(named: typeof requestSchemas, io: 'input' | 'output') {
  const registry = z.registry<{ id: string; description?: string }>();
  for (const [id, [schema, description]] of Object.entries(named)) registry.add(schema, { id, description });
  const ref = (id: string) => `#/components/schemas/${id}`;
  return {
    /** Names a schema that has no name yet. */
    name(schema: z.ZodType, id: string): void {
      if (!registry.has(schema)) registry.add(schema, { id });
    },
    refTo: (schema: z.ZodType): Json => ({ $ref: ref(registry.get(schema)!.id) }),
    schemas(): Json {
      const { schemas } = z.toJSONSchema(registry, {
        io,
        uri: ref,
        // answers grow: what is closed or open here says nothing about the next release
        override: ({ jsonSchema }) => {
          const { additionalProperties: more } = jsonSchema;
          const ofNoKind = more === false || (typeof more === 'object' && Object.keys(more).length === 0);
          if (io === 'output' && ofNoKind) delete jsonSchema.additionalProperties;
        },
      });
      return Object.fromEntries(
        Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]),
      );
    },
  };
}

const pascalCase = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
