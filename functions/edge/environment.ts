// The environment of a function: what the template names, read when it is first needed.

type Variable =
  | 'TABLE_NAME'
  | 'CATALOGUE_BUCKET'
  | 'EVENT_BUS_NAME'
  | 'DELIVERY_QUEUE_URL'
  | 'DECISION_QUEUE_URL'
  | 'ERASURE_QUEUE_URL'
  | 'ERASURE_SECRET'
  | 'PUSH_APPLICATION_ID';

/** Throws where the template forgot it: a fault of ours, found at the first call. */
export function environment(name: Variable): string {
  const value = process.env[name];
  if (!value) throw new Error(`the environment variable ${name} is missing`);
  return value;
}
