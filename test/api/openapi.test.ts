// docs/openapi.json: what the routes say today, valid OpenAPI 3.1, and complete.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, it } from 'vitest';
import { answerSchemas, requestSchemas } from '../../api/named-schemas.ts';
import { openapi } from '../../api/openapi.ts';
import { type Route, statusesOf } from '../../api/route.ts';
import { routes } from '../../api/routes.ts';

const root = join(import.meta.dirname, '../..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const document = openapi(routes, version);
const text = JSON.stringify(document);

it('is what the routes say: otherwise npm run openapi', () => {
  const committed = readFileSync(join(root, 'docs/openapi.json'), 'utf8');
  expect(JSON.parse(committed)).toEqual(JSON.parse(text));
  expect(committed).toBe(`${JSON.stringify(document, null, 2)}\n`);
});

it('is valid OpenAPI 3.1', async () => {
  const validator = new Validator({ strict: false });
  expect(await validator.validate(JSON.parse(text))).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
  const broken = { ...JSON.parse(text), paths: { 'v1/no-slash': {} } };
  expect(await new Validator().validate(broken)).toMatchObject({ valid: false });
});

it('knows every name that is referred to, and refers to every name it knows', () => {
  const { schemas } = document.components as { schemas: object };
  const referred = new Set([...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name));
  expect([...referred].sort()).toEqual(Object.keys(schemas).sort());
  expect(text).not.toMatch(/"\$(defs|id|schema)"/);
  const inBoth = Object.keys(requestSchemas).filter((name) => name in answerSchemas);
  expect(inBoth).toEqual([]);
});

it.each(routes.map((route: Route) => [route.operationId, route] as const))(
  '%s is there, with each status',
  (_, route) => {
    const paths = document.paths as Record<string, Record<string, { operationId: string; responses: object }>>;
    const operation = paths[route.path]?.[route.method.toLowerCase()];
    expect(operation?.operationId).toBe(route.operationId);
    expect(Object.keys(operation!.responses).map(Number)).toEqual(statusesOf(route));
    expect(JSON.stringify(operation)).not.toMatch(/undefined|"description":""/);
  },
);
