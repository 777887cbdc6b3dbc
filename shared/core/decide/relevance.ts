// Relevance: how likely this customer redeems this offer here and now. Of her own history nothing is read where she allows context only.
import type { GeofenceDetails, VersionedOffer } from '../../model/catalogue.ts';
import type { Customer, OpenVisit } from '../../model/customer.ts';
import type { Facts } from '../../model/decision.ts';
import type { Context } from '../../model/propensity.ts';
import { signalsAt } from '../context/conditions.ts';
import { contextOf, expiryBand, type Moment, type OwnHistory } from '../propensity/context.ts';
import { featuresOf } from '../propensity/features.ts';
import { type Group, predict } from '../propensity/predict.ts';
import type { OpenModel } from '../propensity/published.ts';
import { openResidual, type Residual } from '../propensity/residual.ts';
import { isKnownZone, localMinute, minutesPerDay } from '../time/local-time.ts';
import { holds } from '../weather/current.ts';
import { ceilingOf, declaredFor } from './personalization.ts';

export interface Relevance {
  /** Probability of redemption if it is sent, and if not; (0, 1) and [0, 1). */
  propensity: number;
  unsent: number;
  context: Context;
  groups: Group[];
}

/** One offer at a place she is in. */
export interface Opportune {
  offer: VersionedOffer;
  geofence: GeofenceDetails;
  visit: OpenVisit;
}

/**
 * Opens her history once, for as many offers as are weighed in one moment. Offers of one category at one place that end in the same
 * band of time are alike to the model, so they are predicted once.
 */
export function relevanceFor(
  model: OpenModel,
  customer: Customer,
  facts: Facts,
  now: number,
): (opportune: Opportune) => Relevance {
  const isProfiled = ceilingOf(customer) !== 'context-only';
  const residual = isProfiled ? residualOf(customer) : undefined;
  const known = new Map<string, Relevance>();

  function predictFor({ offer, geofence, visit }: Opportune): Relevance {
    const own = isProfiled
      ? historyOf(customer, visit, declaredFor(customer, offer, geofence.id).length > 0 ? [offer.category] : [])
      : undefined;
    const moment = momentOf({ offer, geofence, visit }, facts, now);
    const context = contextOf(offer.category, moment, own, model.tables, now);
    const { p, groups } = predict(model.weights, residual, featuresOf(offer.category, context), now);
    return { propensity: rounded(p), unsent: rounded(model.unsentRate(offer.category)), context, groups };
  }

  return (opportune) => {
    const { offer, geofence } = opportune;
    const key = `${geofence.id}\n${expiryBand(secondsLeft(offer, now))}\n${offer.category}`;
    let relevance = known.get(key);
    if (!relevance) {
      relevance = predictFor(opportune);
      known.set(key, relevance);
    }
    return relevance;
  };
}

const secondsLeft = ({ endsAt }: VersionedOffer, now: number): number => (endsAt - now) / 1000;

/** A millionth: what a record shows is what was compared, whichever machine does it again. */
const rounded = (p: number): number => Math.round(p * 1e6) / 1e6;

/** What a newer deployment wrote in a form of its own is passed over here; a decision never throws. */
function residualOf({ propensity }: Customer): Residual | undefined {
  if (propensity?.residual === undefined) return undefined;
  try {
    return openResidual(new Uint8Array(Buffer.from(propensity.residual, 'base64')));
  } catch {
    return undefined;
  }
}

/** A favourite place speaks for what it offers as a declared interest does. */
function historyOf(
  { propensity, sends, importedScores }: Customer,
  { visit }: OpenVisit,
  interests: string[],
): OwnHistory {
  return {
    visit,
    habits: propensity?.habits ?? [],
    interests,
    sentAt: sends.map(({ at }) => at),
    imported: importedScores ?? [],
  };
}

/** Where she is inside, everybody's distance is the same: it is no field. Weather and signals are known where an offer asks about them. */
function momentOf({ offer, geofence, visit }: Opportune, facts: Facts, now: number): Moment {
  const observation = facts.weather?.[geofence.id]?.observation;
  return {
    secondsLeft: secondsLeft(offer, now),
    stayedMinutes: (now - visit.enteredAt) / 60_000,
    ...localHour(geofence.timeZone, now),
    signals: signalsAt(geofence, facts.context, now),
    ...(observation &&
      holds(observation, now) && { weather: observation.kind, temperatureCelsius: observation.temperatureC }),
  };
}

function localHour(zone: string, now: number): Pick<Moment, 'weekday' | 'hour'> {
  if (!isKnownZone(zone)) return {};
  const minute = localMinute(zone, now);
  // 1970-01-01 was a Thursday, 4 in ISO 8601
  const weekday = ((Math.floor(minute / minutesPerDay) + 3) % 7) + 1;
  return { weekday, hour: Math.floor((minute % minutesPerDay) / 60) };
}
