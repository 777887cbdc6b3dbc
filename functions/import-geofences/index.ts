// POST /v1/geofences/import: a store list into what is in force. A function of its own, for it carries the table of time zones.
import * as contract from '../../api/geofences.ts';
import { importStoreList } from '../../shared/usecases/import-geofences.ts';
import * as adapters from '../edge/adapters.ts';
import { http, on } from '../edge/http.ts';

export const handler = http(
  on(contract.importGeofences, async ({ query, body, callerId }) => {
    const { radiusMetres, dryRun } = query;
    const how = { by: callerId, dryRun: dryRun === 'true' };
    return importStoreList(adapters.authorPorts(), { ...body, radiusMetres }, how, Date.now());
  }),
);
