// What a store's systems know of a customer: PUT /v1/customers/{customerId}/attributes and …/propensity.
import * as contract from '../../api/attributes.ts';
import * as scores from '../../api/scores.ts';
import { importScores } from '../../shared/usecases/import-scores.ts';
import { setAttributes } from '../../shared/usecases/set-attributes.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';

export const handler = http(
  on(contract.setAttributes, async ({ path, body }) => ({
    attributes: await setAttributes({ customers: adapters.customers() }, path.customerId, body.attributes),
  })),
  on(scores.importScores, async ({ path, body }) => ({
    scores: await importScores({ customers: adapters.customers() }, path.customerId, body.scores),
  })),
);
