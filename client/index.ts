// @ravn/client: Ravn's API for customers' apps, and the reporter that sends their positions.
export type * from './api.ts';
export { type ClientOptions, createClient } from './client.ts';
export { RavnError } from './errors.ts';
export type { Fetch, Platform } from './platform.ts';
export {
  createReporter,
  type Figures,
  type Reporter,
  type ReporterOptions,
  type StopReason,
  type Store,
  type Watch,
} from './reporter.ts';
export type { Region } from './silence.ts';
