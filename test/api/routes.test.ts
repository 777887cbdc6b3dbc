// The table of routes: unambiguous, complete, and with examples that fit what they are examples of.
import { describe, expect, it } from 'vitest';
import { problem, problemCodes } from '../../api/problem.ts';
import { problemsOf, type Route, routeKey, statusesOf } from '../../api/route.ts';
import { routes } from '../../api/routes.ts';
import { BadRequest, problemFor } from '../../functions/edge/problem.ts';

const table: readonly Route[] = routes;

it('no two routes or operations have one name', () => {
  expect(new Set(table.map(routeKey)).size).toBe(table.length);
  expect(new Set(table.map(({ operationId }) => operationId)).size).toBe(table.length);
});

it('no path says where somebody is', () => {
  for (const { path, query, pathParameters } of table)
    expect([path, ...Object.keys(query?.shape ?? {}), ...Object.keys(pathParameters?.shape ?? {})].join()).not.toMatch(
      /\b(lat|lng|lon)|latitude|longitude|position=/i,
    );
});

describe.each(table.map((route) => [routeKey(route), route] as const))('%s', (_, route) => {
  it('names the parts of its path', () => {
    const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(Object.keys(route.pathParameters?.shape ?? {})).toEqual(names);
  });

  it('has examples that fit', () => {
    const { path, query, body, answer } = route.example;
    route.pathParameters?.parse(path);
    route.query?.parse(query ?? {});
    expect(body === undefined).toBe(route.body === undefined);
    route.body?.parse(body);
    expect(route.answer.parse(answer)).toEqual(answer);
  });

  it('takes a body only where HTTP gives it a meaning', () => {
    if (route.method === 'GET' || route.method === 'DELETE') expect(route.body).toBeUndefined();
    else if (route.maxBodyBytes !== undefined) expect(route.body).toBeDefined();
  });

  it('may always be refused by the gateway, and never by a status that no code has', () => {
    expect(statusesOf(route)).toEqual(expect.arrayContaining([200, 401, 429, 500, 503]));
    expect(statusesOf(route).includes(415)).toBe(route.body !== undefined);
    expect(new Set(problemsOf(route)).size).toBe(problemsOf(route).length);
  });
});

it.each(Object.entries(problemCodes))('%s is told as problem+json with its status', (code, { status }) => {
  const answer = problemFor(new BadRequest(code as keyof typeof problemCodes, 'why', [{ field: 'a', message: 'b' }]));
  expect(answer).toMatchObject({ statusCode: status, headers: { 'content-type': 'application/problem+json' } });
  expect(problem.strict().parse(JSON.parse(answer.body!))).toMatchObject({ status, code, title: expect.any(String) });
});
