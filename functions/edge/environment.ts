// The environment of a function: what the template names, read when it is first needed.

type Variable =
  | 'TABLE_NAME'
  | 'CATALOGUE_BUCKET'
  | 'DROP_BUCKET'
  | 'DROP_QUEUE_URL'
  | 'EVENT_BUS_NAME'
  | 'DELIVERY_QUEUE_URL'
  | 'DECISION_QUEUE_URL'
  | 'PLACE_QUEUE_URL'
  | 'MIRROR_QUEUE_URL'
  | 'GEOFENCE_COLLECTION'
  | 'OUTCOME_QUEUE_URL'
  | 'LESSON_QUEUE_URL'
  | 'SIMULATION_QUEUE_URL'
  | 'DECISION_SAMPLE_SHARE'
  | 'TALLY_QUEUE_URL'
  | 'ERASURE_QUEUE_URL'
  | 'ERASURE_SECRET'
  | 'PUSH_APPLICATION_ID'
  | 'WEATHER_PROVIDER'
  | 'WEATHER_URL'
  | 'WEATHER_USER_AGENT'
  | 'WEATHER_API_KEY'
  | 'WEATHER_REQUESTS_PER_HOUR';

/** What the stage need not name; absent is absent. */
export const optional = (name: Variable): string | undefined => process.env[name] || undefined;

/** Throws where the template forgot it: a fault of ours, found at the first call. */
export function environment(name: Variable): string {
  const value = process.env[name];
  if (!value) throw new Error(`the environment variable ${name} is missing`);
  return value;
}
