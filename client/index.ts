// @ravn/client: Ravn's API for customers' apps, and the reporter that sends their positions.
export type * from './api.ts';
export { type ClientOptions, createClient } from './client.ts';
export { RavnError } from './errors.ts';
export { type Fetch, globals, type Platform } from './platform.ts';
export { createReporter, type Reporter, type ReporterOptions, type StopReason, type Watch } from './reporter.ts';
export type { Region } from './silence.ts';
export type { Figures, Store } from './waiting.ts';
