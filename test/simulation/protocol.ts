// The protocol under test: the use cases and the adapter of the devices, loaded as they are, or with one fault planted into their text in memory.
import { registerHooks } from 'node:module';
import type { Catalogue } from '../../shared/core/decide/world.ts';
import type { CatalogueSnapshot } from '../../shared/model/catalogue.ts';
import type { PlantedBug } from './planted-bug.ts';
import { plantedBugs } from './planted-bugs.ts';

export interface Protocol {
  reportPositions: typeof import('../../shared/usecases/report-positions.ts').reportPositions;
  deliverOffer: typeof import('../../shared/usecases/deliver-offer.ts').deliverOffer;
  decidePresent: typeof import('../../shared/usecases/decide-present.ts').decidePresent;
  updateConsents: typeof import('../../shared/usecases/manage-consents.ts').updateConsents;
  eraseCustomer: typeof import('../../shared/usecases/erase-customer.ts').eraseCustomer;
  finishErasure: typeof import('../../shared/usecases/erase-customer.ts').finishErasure;
  exportCustomer: typeof import('../../shared/usecases/export-customer.ts').exportCustomer;
  pause: typeof import('../../shared/usecases/pause.ts').pause;
  redeemCode: typeof import('../../shared/usecases/redeem-code.ts').redeemCode;
  registerDevice: typeof import('../../shared/usecases/register-device.ts').registerDevice;
  setPreferences: typeof import('../../shared/usecases/set-preferences.ts').setPreferences;
  setMute: typeof import('../../shared/usecases/set-preferences.ts').setMute;
  replaceCatalogue: typeof import('../../shared/usecases/publish-catalogue.ts').replaceCatalogue;
  showOffer: typeof import('../../shared/usecases/author-offers.ts').showOffer;
  saveOffer: typeof import('../../shared/usecases/author-offers.ts').saveOffer;
  launchOffer: typeof import('../../shared/usecases/author-offers.ts').launchOffer;
  pauseOffer: typeof import('../../shared/usecases/author-offers.ts').pauseOffer;
  observeContext: typeof import('../../shared/usecases/observe-context.ts').observeContext;
  observeWeather: typeof import('../../shared/usecases/observe-weather.ts').observeWeather;
  refreshWeather: typeof import('../../shared/usecases/refresh-weather.ts').refreshWeather;
  keepWeather: typeof import('../../shared/usecases/known-weather.ts').keepWeather;
  crossGeofence: typeof import('../../shared/usecases/cross-geofence.ts').crossGeofence;
  askPlace: typeof import('../../shared/usecases/ask-place.ts').askPlace;
  keepRounds: typeof import('../../shared/usecases/ask-place.ts').keepRounds;
  keepContext: typeof import('../../shared/usecases/known-context.ts').keepContext;
  tick: typeof import('../../shared/usecases/tick.ts').tick;
  dynamoDevices: typeof import('../../shared/adapters/dynamodb/devices.ts').dynamoDevices;
  keepWorld: typeof import('../../shared/usecases/worlds.ts').keepWorld;
  openCatalogue: typeof import('../../shared/core/decide/world.ts').openCatalogue;
  recordOutcome: typeof import('../../shared/usecases/record-outcome.ts').recordOutcome;
  countedDecisions: typeof import('../../shared/usecases/counted-decisions.ts').countedDecisions;
  countAll: typeof import('../../shared/usecases/count-tallies.ts').countAll;
}

const parts = [
  'usecases/report-positions',
  'usecases/deliver-offer',
  'usecases/decide-present',
  'usecases/manage-consents',
  'usecases/erase-customer',
  'usecases/export-customer',
  'usecases/pause',
  'usecases/redeem-code',
  'usecases/register-device',
  'usecases/set-preferences',
  'usecases/publish-catalogue',
  'usecases/author-offers',
  'usecases/observe-context',
  'usecases/observe-weather',
  'usecases/refresh-weather',
  'usecases/known-weather',
  'usecases/cross-geofence',
  'usecases/ask-place',
  'usecases/known-context',
  'usecases/tick',
  'usecases/worlds',
  'core/decide/world',
  'usecases/record-outcome',
  'usecases/counted-decisions',
  'usecases/count-tallies',
  'adapters/dynamodb/devices',
];

/** Loads them; with the name of a planted bug, a second copy of them and of all they import, so changed. */
export async function loadProtocol(bugName?: string): Promise<Protocol> {
  const bug = bugName === undefined ? undefined : plantedBugs.find(({ name }) => name === bugName);
  if (bugName !== undefined && !bug) throw new Error(`no planted bug is called "${bugName}"`);
  const missed = new Set(bug?.changes);
  if (bug) plant(bug, missed);
  const suffix = bug ? `?planted=${encodeURIComponent(bug.name)}` : '';
  const modules = await Promise.all(parts.map((name) => import(`../../shared/${name}.ts${suffix}`)));
  if (missed.size > 0)
    throw new Error(`planted bug "${bugName}" was not loaded: ${[...missed].map(({ file }) => file)}`);
  const loaded: Protocol = Object.assign({}, ...modules);
  return { ...loaded, openCatalogue: opensOnce(loaded.openCatalogue) };
}

/** Nothing in an open catalogue changes: all instances of all schedules may share one. */
function opensOnce(open: Protocol['openCatalogue']): Protocol['openCatalogue'] {
  const opened = new WeakMap<CatalogueSnapshot, Catalogue>();
  return (snapshot) => {
    const catalogue = opened.get(snapshot) ?? open(snapshot);
    opened.set(snapshot, catalogue);
    return catalogue;
  };
}

/** Whatever a module with the mark imports from `shared` is loaded with the mark too: nothing of the original is touched. */
function plant(bug: PlantedBug, missed: Set<PlantedBug['changes'][number]>): void {
  const mark = `?planted=${encodeURIComponent(bug.name)}`;
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      const follows =
        context.parentURL?.endsWith(mark) && resolved.url.includes('/shared/') && !resolved.url.includes('?');
      return follows ? { ...resolved, url: resolved.url + mark } : resolved;
    },
    load(url, context, next) {
      const loaded = next(url, context);
      if (!url.endsWith(mark)) return loaded;
      let source = String(loaded.source);
      for (const change of bug.changes) {
        if (!url.endsWith(`/shared/${change.file}${mark}`)) continue;
        if (source.split(change.from).length !== 2) {
          throw new Error(
            `planted bug "${bug.name}": its place in shared/${change.file} is not there once: ${change.from}`,
          );
        }
        source = source.replace(change.from, () => change.to);
        missed.delete(change);
      }
      return { ...loaded, source };
    },
  });
}
