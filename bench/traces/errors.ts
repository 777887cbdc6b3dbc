// How wrong a phone is, and how wrong it says it is: correlated in time, heavy-tailed, and over-confident where it matters.
import { between, normal, type Random } from '../../demo/random.ts';
import type { Place } from './town.ts';

/*
 * Sources.
 * Autocorrelation: errors of a receiver at rest are an Ornstein-Uhlenbeck process rather than white noise, and not Gaussian
 *   (Sensors 20(21) 6050, 2020).
 * Open sky: within 4.9 m (GPS.gov, "GPS Accuracy"); phones 8 m in the median (Zandbergen, Transactions in GIS 13(s1), 2009).
 * Street canyon: biased; 25 % of fixes within 5 m across the street, that is σ = 16 m (Wang, Groves and Ziebart, Journal of
 *   Navigation 68(3), 2015); 19.4 m on average (doi 10.13203/j.whugis20210275).
 * Wi-Fi: 74 m in the median on the first phones (Zandbergen 2009); today's say 15 to 65 m, and jump when the access points heard change.
 * What is stated: the 68 % radius (Android Location.getAccuracy; Apple's engineers say 63 to 68 %); found to hold the truth in
 *   52 % of fixes with GPS, in 7 % with Wi-Fi (Macarulla Rodriguez et al., Forensic Sciences Research 3(3), 2018).
 */
export type Sky = 'open' | 'canyon' | 'roof';

interface Errors {
  /** Standard deviation per axis of the wandering part, metres, and how long it remembers, seconds. */
  wander: number;
  memorySeconds: number;
  /** The part that stays for a while, metres (mean of an exponential), and how long it stays, seconds. */
  bias: number;
  biasSeconds: number;
  /** White noise per axis, metres. */
  white: number;
  /** Stated accuracy, metres. */
  stated: [least: number, most: number];
  /** How often, per fix, an outlier comes, of 40 to 150 m. */
  outlier: number;
}

const errorsUnder: Record<Sky, Errors> = {
  open: { wander: 4, memorySeconds: 100, bias: 0, biasSeconds: 600, white: 1.5, stated: [4, 10], outlier: 0.001 },
  canyon: { wander: 10, memorySeconds: 60, bias: 15, biasSeconds: 180, white: 4, stated: [10, 32], outlier: 0.01 },
  roof: { wander: 14, memorySeconds: 120, bias: 14, biasSeconds: 300, white: 6, stated: [15, 50], outlier: 0.015 },
};

export interface Seen {
  at: Place;
  accuracyMetres: number;
}

/** The errors of one phone, from fix to fix. */
export function phoneErrors(random: Random): (truth: Place, sky: Sky, seconds: number) => Seen {
  // Unit processes, scaled by the sky the phone is under now: going indoors does not restart them.
  const wander: Place = [normal(random), normal(random)];
  let bias: Place = aBias(random);
  return (truth, sky, seconds) => {
    const errors = errorsUnder[sky];
    const kept = Math.exp(-seconds / errors.memorySeconds);
    for (const axis of [0, 1]) wander[axis] = kept * wander[axis]! + Math.sqrt(1 - kept * kept) * normal(random);
    if (random() < 1 - Math.exp(-seconds / errors.biasSeconds)) bias = aBias(random);
    const outlier = random() < errors.outlier ? between(random, 40, 150) : 0;
    const angle = 2 * Math.PI * random();
    const error = (axis: 0 | 1) =>
      errors.wander * wander[axis] +
      errors.bias * bias[axis] +
      errors.white * normal(random) +
      outlier * (axis === 0 ? Math.cos(angle) : Math.sin(angle));
    return { at: [truth[0] + error(0), truth[1] + error(1)], accuracyMetres: between(random, ...errors.stated) };
  };
}

/** Exponential in length, so that now and then it is three or four times the mean. */
function aBias(random: Random): Place {
  const metres = -Math.log(1 - random());
  const angle = 2 * Math.PI * random();
  return [metres * Math.cos(angle), metres * Math.sin(angle)];
}
