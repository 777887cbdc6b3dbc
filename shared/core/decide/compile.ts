// Compiling: from the authored catalogue to an immutable snapshot, refusing what cannot work.
import type { CatalogueFile, CatalogueSnapshot, VersionedOffer } from '../../model/catalogue.ts';
import type { Offer } from '../../model/offer.ts';
import { checkGeofence } from '../geo/check.ts';
import { checkGeofences } from '../geo/check-together.ts';
import { enclosingCircle } from '../geo/enclosing-circle.ts';
import { tooNearExclusions } from '../geo/exclusions.ts';
import { compileGeofences } from '../geo/index.ts';
import { bytesOf, checkMessages } from './check-messages.ts';
import { exclusionBufferMetres } from './parameters.ts';

/** One thing that is wrong, or unwise, in an authored catalogue, and where: `geofences[3].shape.coordinates[0]`. */
export interface CatalogueFault {
  field: string;
  message: string;
}

/** DynamoDB takes 400 KB an item, counted much like JSON. (A geofence of 1,000 vertices stays below 60 KB.) */
const maxOfferBytes = 300_000;

/** Everything that keeps the catalogue from being published: doubled ids, impossible shapes, offers for nowhere, texts that cannot be sent. */
export function faultsOf(file: CatalogueFile): CatalogueFault[] {
  const geofenceIds = new Set(file.geofences.map((geofence) => geofence.id));
  return [
    ...doubledIds('geofences', file.geofences),
    ...doubledIds('offers', file.offers),
    ...doubledIds('segments', file.segments ?? []),
    ...file.geofences.flatMap((geofence, index) =>
      checkGeofence(geofence).errors.map((finding) => ({
        field: `geofences[${index}].${finding.path}`,
        message: `geofence "${geofence.id}": ${finding.message}`,
      })),
    ),
    ...tooLarge(file.offers),
    ...file.offers.flatMap((offer, index) =>
      (offer.where.geofenceIds ?? [])
        .filter((id) => !geofenceIds.has(id))
        .map((id) => ({
          field: `offers[${index}].where.geofenceIds`,
          message: `offer "${offer.id}": there is no geofence "${id}"`,
        })),
    ),
    ...overlaps(file),
    ...unknownSegments(file),
    ...messageFindings(file, 'errors'),
  ];
}

/** Offers of which no former version could be kept. */
export function tooLarge(offers: readonly Offer[]): CatalogueFault[] {
  return offers.flatMap((offer, index) => {
    const bytes = Buffer.byteLength(JSON.stringify(offer));
    if (bytes <= maxOfferBytes) return [];
    const message = `offer "${offer.id}": ${bytes} bytes, at most ${maxOfferBytes}; tags say in one word what many geofenceIds say`;
    return [{ field: `offers[${index}]`, message }];
  });
}

function unknownSegments({ offers, segments = [] }: CatalogueFile): CatalogueFault[] {
  const ids = new Set(segments.map(({ id }) => id));
  return offers.flatMap(({ id, segmentId }, index) => {
    if (segmentId === undefined || ids.has(segmentId)) return [];
    return [{ field: `offers[${index}].segmentId`, message: `offer "${id}": there is no segment "${segmentId}"` }];
  });
}

/** Stores within the buffer of an excluded place: positions there are dropped unlooked at, and nobody is to be met there. */
function overlaps({ geofences }: CatalogueFile): CatalogueFault[] {
  const sound = geofences.filter((geofence) => checkGeofence(geofence).errors.length === 0);
  const exclusions = sound.filter(({ kind }) => kind === 'exclusion');
  if (exclusions.length === 0) return [];
  const stores = sound.filter(({ kind }) => kind === 'store');
  const indexOf = new Map(geofences.map(({ id }, index) => [id, index]));
  return tooNearExclusions(stores, exclusions, exclusionBufferMetres).map(({ geofenceId, exclusionId }) => ({
    field: `geofences[${indexOf.get(geofenceId)}].shape`,
    message: `geofence "${geofenceId}": overlaps the excluded place "${exclusionId}", or lies less than ${exclusionBufferMetres} m from it`,
  }));
}

/** What can be published and is unwise: swapped coordinates, doubled shapes, small geofences, texts that are cut on a lock screen. */
export function warningsOf(file: CatalogueFile): CatalogueFault[] {
  const indexOf = new Map(file.geofences.map(({ id }, index) => [id, index]));
  return [
    ...checkGeofences(file.geofences).warnings.map(({ geofenceId, path, message }) => ({
      field: `geofences[${indexOf.get(geofenceId)}].${path}`,
      message: `geofence "${geofenceId}": ${message}`,
    })),
    ...messageFindings(file, 'warnings'),
  ];
}

function messageFindings(file: CatalogueFile, kind: 'errors' | 'warnings'): CatalogueFault[] {
  // The longest name of each tag, so that an offer needn't look at every geofence.
  const nameOf = new Map(file.geofences.map(({ id, name }) => [id, name]));
  const longestOfTag = new Map<string, string>();
  for (const { name, tags = [] } of file.geofences) {
    for (const tag of tags) longestOfTag.set(tag, longer(longestOfTag.get(tag) ?? '', name));
  }
  return file.offers.flatMap((offer, index) => {
    const { geofenceIds = [], tags = [] } = offer.where;
    const names = [...geofenceIds.map((id) => nameOf.get(id) ?? ''), ...tags.map((tag) => longestOfTag.get(tag) ?? '')];
    return messagesChecked(offer, names.reduce(longer, ''))[kind].map((finding) => ({
      field: `offers[${index}].${finding.path}`,
      message: `offer "${offer.id}": ${finding.message}`,
    }));
  });
}

/** A publication asks three times after the same offer: for errors, for warnings, and before it compiles. */
function messagesChecked(offer: Offer, longestName: string): ReturnType<typeof checkMessages> {
  const earlier = checked.get(offer);
  if (earlier?.longestName === longestName) return earlier.findings;
  const findings = checkMessages(offer, longestName);
  checked.set(offer, { longestName, findings });
  return findings;
}
const checked = new WeakMap<Offer, { longestName: string; findings: ReturnType<typeof checkMessages> }>();

const longer = (one: string, other: string): string => (bytesOf(other) > bytesOf(one) ? other : one);

/** What is compiled: a file, or what is in force of what is authored, whose offers have versions of their own. */
export type Compilable = Omit<CatalogueFile, 'offers'> & { offers: (Offer & { version?: number })[] };

/** Compiles a catalogue. Throws an Error that names the first fault; ask `faultsOf` first to name them all. */
export function compileCatalogue(file: Compilable, version: number): CatalogueSnapshot {
  const [fault] = faultsOf(file);
  if (fault) throw new Error(`${fault.field}: ${fault.message}`);
  return compileSound(file, version);
}

/** Compiles what `faultsOf` has found no fault in. */
export function compileSound({ geofences, offers, segments }: Compilable, version: number): CatalogueSnapshot {
  return {
    version,
    geofenceBytes: compileGeofences(geofences),
    geofences: geofences.map(({ shape, ...details }) => ({ ...details, circle: enclosingCircle(shape) })),
    offers: inForce(offers, segments),
  };
}

/** The offers as a snapshot has them: numbered, with the audience of their segment. */
export function inForce(offers: Compilable['offers'], segments: CatalogueFile['segments'] = []): VersionedOffer[] {
  const audiences = new Map(segments.map(({ id, audience }) => [id, audience]));
  return offers.map((offer): VersionedOffer => {
    const segmentAudience = offer.segmentId === undefined ? undefined : audiences.get(offer.segmentId);
    return { ...offer, version: offer.version ?? 1, ...(segmentAudience && { segmentAudience }) };
  });
}

/** Ids that come twice. */
export function doubledIds(list: string, items: { id: string }[]): CatalogueFault[] {
  const first = new Map<string, number>();
  return items.flatMap(({ id }, index) => {
    const earlier = first.get(id);
    if (earlier === undefined) {
      first.set(id, index);
      return [];
    }
    return [{ field: `${list}[${index}].id`, message: `"${id}" is already the id of ${list}[${earlier}]` }];
  });
}
