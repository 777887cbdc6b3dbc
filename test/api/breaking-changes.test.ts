// Breaking changes: each kind is found and named, and what a client bears is not called one.
import { describe, expect, it, test } from 'vitest';
import { breakingChanges } from '../../api/breaking-changes.ts';
import { type Json, openapi } from '../../api/openapi.ts';
import { routes } from '../../api/routes.ts';

// biome-ignore lint/suspicious/noExplicitAny: a document is changed at any depth
type Document = any;
const released = openapi(routes, '1.0.0');

/** What the change to a copy of today's document breaks. */
function broken(change: (document: Document) => void): string[] {
  const document = structuredClone(released) as Document;
  change(document);
  return breakingChanges(released, document as Json);
}
const schemas = (document: Document) => document.components.schemas;
const report = (document: Document) => schemas(document).PositionReport;
const answer = (document: Document) => schemas(document).ReportPositionsAnswer;

test('nothing has changed', () => {
  expect(broken(() => {})).toEqual([]);
});

describe('breaks a client', () => {
  const changes: [string, (document: Document) => void, string | RegExp][] = [
    ['a route is gone', (d) => delete d.paths['/v1/live'], 'GET /v1/live: the route is gone'],
    ['a method is gone', (d) => delete d.paths['/v1/consents'].put, 'PUT /v1/consents: the route is gone'],
    [
      'a status is gone',
      (d) => delete d.paths['/v1/preferences'].put.responses[409],
      /PUT \/v1\/preferences: status 409: is gone/,
    ],
    [
      'an answer is of another media type',
      (d) => {
        const { content } = d.paths['/v1/preferences'].put.responses[409];
        content['text/plain'] = content['application/problem+json'];
        delete content['application/problem+json'];
      },
      /status 409: has no body of application\/problem\+json any more/,
    ],
    [
      'a scope is needed',
      (d) => {
        d.paths['/v1/decisions'].get.security = [{ token: ['ravn/x'] }];
      },
      /needs the scope ravn\/x now/,
    ],
    [
      'a query is required',
      (d) => {
        d.paths['/v1/live'].get.parameters[0].required = true;
      },
      /query after: is required now/,
    ],
    ['a query is gone', (d) => d.paths['/v1/live'].get.parameters.pop(), /query limit: is not taken any more/],
    [
      'a query is narrower',
      (d) => {
        d.paths['/v1/live'].get.parameters[1].schema.maximum = 100;
      },
      /query limit: maximum is 100 now/,
    ],
    [
      'a body is required',
      (d) => {
        d.paths['/v1/catalogue/publish'].post.requestBody = d.paths['/v1/preferences'].put.requestBody;
      },
      /body: is required now/,
    ],
    [
      'a field of a request is required',
      (d) => report(d).required.push('mocked'),
      'POST /v1/positions: body.reports[].mocked: is required now',
    ],
    [
      'a new field of a request is required',
      (d) => {
        report(d).properties.x = {};
        report(d).required.push('x');
      },
      /reports\[\]\.x: is required now/,
    ],
    [
      'a field of a request is gone',
      (d) => delete report(d).properties.mocked,
      /reports\[\]\.mocked: is not taken any more/,
    ],
    [
      'a type',
      (d) => {
        report(d).properties.lat.type = 'string';
      },
      /reports\[\]\.lat: is of another type/,
    ],
    [
      'a number becomes an integer',
      (d) => {
        report(d).properties.lat.type = 'integer';
      },
      /reports\[\]\.lat: is of another type/,
    ],
    [
      'fewer reports',
      (d) => {
        schemas(d).PositionsRequest.properties.reports.maxItems = 20;
      },
      /body\.reports: maxItems is 20 now/,
    ],
    [
      'a word of a request',
      (d) => {
        schemas(d).DeviceRequest.properties.platform.enum = ['ios'];
      },
      /platform: "android" is not taken any more/,
    ],
    [
      'any word, then some',
      (d) => {
        report(d).properties.id.enum = ['a'];
      },
      /id: "any other" is not taken any more/,
    ],
    [
      'another pattern',
      (d) => {
        report(d).properties.id.pattern = '^x';
      },
      /id: pattern is \^x now/,
    ],
    [
      'a kind of shape',
      (d) => schemas(d).Geofence.properties.shape.oneOf.pop(),
      /shape: one of its kinds is not taken any more/,
    ],
    [
      'a kind of shape is narrower',
      (d) => {
        schemas(d).Geofence.properties.shape.oneOf[0].properties.radiusMetres.maximum = 9;
      },
      /radiusMetres: maximum is 9 now/,
    ],
    [
      'a record’s values',
      (d) => {
        schemas(d).Offer.properties.messages.additionalProperties.required.push('x');
      },
      /messages\.\*\.x: is required now/,
    ],
    [
      'a corner of a polygon',
      (d) => {
        schemas(d).Geofence.properties.shape.oneOf[0].properties.center.prefixItems[0].maximum = 180;
      },
      /center\[0\]: maximum is 180 now/,
    ],
    [
      'a field of an answer is gone',
      (d) => {
        delete answer(d).properties.regions;
      },
      'POST /v1/positions: answer 200.regions: is gone',
    ],
    [
      'a field of an answer may be absent',
      (d) => {
        answer(d).required = ['results'];
      },
      /answer 200\.next: may be absent now/,
    ],
    [
      'a field of an answer of another type',
      (d) => {
        answer(d).properties.next.properties.beforeSeconds.type = 'string';
      },
      /beforeSeconds: is of another type/,
    ],
    [
      'a field of a problem',
      (d) => {
        delete schemas(d).Problem.properties.code;
      },
      /answer 400\.code: is gone/,
    ],
    [
      'a field of an event',
      (d) => {
        delete schemas(d).LiveEvent.oneOf[0].properties.visit;
      },
      /events\[\]\.event\.visit: is gone/,
    ],
  ];
  it.each(changes)('%s', (_, change, said) => {
    expect(broken(change).join('\n')).toMatch(said);
  });
});

describe('breaks nobody', () => {
  const changes: [string, (document: Document) => void][] = [
    [
      'a status that was the gateway’s may be told of by Ravn too',
      (d) => {
        const { content } = d.paths['/v1/live'].get.responses[429];
        content['application/problem+json'] = { schema: { $ref: '#/components/schemas/Problem' } };
      },
    ],
    [
      'a new route',
      (d) => {
        d.paths['/v1/new'] = d.paths['/v1/live'];
      },
    ],
    [
      'a new status',
      (d) => {
        d.paths['/v1/live'].get.responses[418] = { description: 'tea' };
      },
    ],
    [
      'a new optional field of a request',
      (d) => {
        report(d).properties.x = { type: 'string' };
      },
    ],
    ['a new word of a request', (d) => schemas(d).DeviceRequest.properties.platform.enum.push('web')],
    [
      'a wider bound',
      (d) => {
        schemas(d).PositionsRequest.properties.reports.maxItems = 100;
      },
    ],
    [
      'an integer becomes a number',
      (d) => {
        report(d).properties.at.type = 'number';
      },
    ],
    [
      'a field need not be sent any more',
      (d) => {
        report(d).required = [];
      },
    ],
    ['a new kind of shape', (d) => schemas(d).Geofence.properties.shape.oneOf.push({ type: 'string' })],
    [
      'a new field of an answer',
      (d) => {
        answer(d).properties.x = { type: 'string' };
      },
    ],
    ['a field of an answer is always there', (d) => answer(d).required.push('regions')],
    ['a new word of an answer', (d) => schemas(d).Reason.enum.push('new')],
    [
      'a new kind of event',
      (d) => schemas(d).LiveEvent.oneOf.push({ type: 'object', properties: { type: { const: 'New' } } }),
    ],
    [
      'other words of description',
      (d) => {
        d.info.description = 'x';
        report(d).description = 'y';
      },
    ],
  ];
  it.each(changes)('%s', (_, change) => {
    expect(broken(change)).toEqual([]);
  });
});
