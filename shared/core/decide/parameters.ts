// Every number a decision depends on, with where it comes from. "Measured" means `npm run bench -- triggers`.

// When a report counts at all.

/** A report older than this triggers nothing: the customer has walked on. (Five minutes at 1.4 m/s are 420 m.) */
export const staleAfterMs = 5 * 60_000;
/** Phones set their clocks by the network; two minutes of lead are a wrong clock. */
export const futureAfterMs = 2 * 60_000;
/** Faster than this between two fixes is no travel near shops: 83 m/s = 300 km/h. */
export const impossibleMetresPerSecond = 83;

// How far a fix is believed.

/**
 * The 68 % radius taken for a fix that states none: what satellites achieve where they are at their worst. In street canyons 25 %
 * of fixes are within 5 m across the street (Wang, Groves and Ziebart, Journal of Navigation 68(3), 2015), a 68 % radius of 24 m;
 * 19.4 m on average (doi 10.13203/j.whugis20210275), one of 23 m. What is worse comes from Wi-Fi and cells, through the operating
 * system, which always states a radius. Besides, such a fix never begins a visit by itself: the fix before must agree.
 */
export const unknownAccuracyMetres = 25;
/**
 * What states less states nothing: under open sky phones are within 4.9 m (GPS.gov, "GPS Accuracy"), and 1.7 m is what is stated
 * when they are 200 m off. Android writes 0 for "none".
 */
export const leastCredibleAccuracyMetres = 3;
/** Above this, an undecided fix is called inaccurate rather than unconfirmed: a second one like it would not help. */
export const inaccurateMetres = 100;
/** A fix older than this says nothing about how the customer came here. (The longest silence Ravn asks for.) */
export const previousFixMaxAgeMs = 15 * 60_000;

// How a visit begins and ends.

/** Enter at or above, exit at or below: between them a further fix is awaited, so that a boundary does not flap. */
export const enterProbability = 0.8;
export const exitProbability = 0.2;
/** What two fixes that agree must reach together. Measured: 0.8 has a tenth fewer false visits, and misses a tenth of a percent more. */
export const agreementProbability = 0.7;
/** An open visit is renewed at or above: more likely than not she is still there. */
export const stayProbability = 0.5;
/** To leave, the fix must also lie this far outside, or as far as its accuracy, whichever is more. */
export const exitMarginMetres = 25;
/** People walk at 1.1 to 1.6 m/s, in a hurry at 2.5 (Bohannon, Age and Ageing 26(1), 1997). Whoever is faster rides. */
export const walkingMetresPerSecond = 2.5;
/** Who rides, and would be out again within this time, rides past. Longer than a red light; 40 to 90 s measured alike. */
export const passingSeconds = 60;
/** Over more time than this the mean pace between two fixes says nothing about the pace now. */
export const paceWindowSeconds = 120;
/** Who walks in is judged by where she will be when a push reaches her. 10 to 20 s measured alike: 0.1 reports less delay. */
export const walkingOnSeconds = 10;
/** 2,000 ft, the widest buffer round sensitive places that a law asks for (Washington, My Health My Data Act). */
export const exclusionBufferMetres = 610;

// How long things hold.

/** The longest a phone may stay silent; within it a new catalogue reaches everybody. */
export const maxSilenceSeconds = 900;
/** How much longer than the promised silence a visit holds without evidence. */
export const leaseGraceSeconds = 120;
/** A visit whose phone was lost for less than this goes on; longer, and coming back is a new visit. (The usual length of a web session.) */
export const visitGapMs = 30 * 60_000;
