// Every number a decision depends on, with where it comes from.

/** A report older than this triggers nothing: the customer has walked on. (Five minutes at 1.4 m/s are 420 m.) */
export const staleAfterMs = 5 * 60_000;
/** Phones set their clocks by the network; two minutes of lead are a wrong clock. */
export const futureAfterMs = 2 * 60_000;
/** Faster than this between two fixes is no travel near shops: 83 m/s = 300 km/h. */
export const impossibleMetresPerSecond = 83;
/** Above 25 km/h somebody rides past. A second fix inside is awaited before it counts as a visit. */
export const passingMetresPerSecond = 7;
/** A fix older than this says nothing about how the customer came here. */
export const previousFixMaxAgeMs = 15 * 60_000;

/** Enter at or above, exit at or below: between them a further fix is awaited, so that a boundary does not flap. */
export const enterProbability = 0.8;
export const exitProbability = 0.2;
/** To leave, the fix must also lie this far outside, or as far as its accuracy, whichever is more. */
export const exitMarginMetres = 25;
/** Taken for a fix that states no accuracy: a cell-and-Wi-Fi fix in a town, the worst that is common. */
export const unknownAccuracyMetres = 100;
/** Above this, an undecided fix is called inaccurate rather than unconfirmed: a second one like it would not help. */
export const inaccurateMetres = 100;
/** 2,000 ft, the widest buffer round sensitive places that a law asks for (Washington, My Health My Data Act). */
export const exclusionBufferMetres = 610;

/** The longest a phone may stay silent; within it a new catalogue reaches everybody. */
export const maxSilenceSeconds = 900;
/** How much longer than the promised silence a visit holds without evidence. */
export const leaseGraceSeconds = 120;
/** A visit whose phone was lost for less than this goes on; longer, and coming back is a new visit. (The usual length of a web session.) */
export const visitGapMs = 30 * 60_000;
