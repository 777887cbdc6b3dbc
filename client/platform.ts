// Platform: what the client needs of where it runs, so that time, chance and network can be handed in.

/** As `fetch` of browsers, React Native, Capacitor and Node. */
export type Fetch = (
  url: string,
  init: { method: string; headers: Record<string, string>; body?: string; signal: AbortSignal },
) => Promise<{ status: number; headers: { get(name: string): string | null }; text(): Promise<string> }>;

export interface Platform {
  fetch: Fetch;
  /** Epoch milliseconds. */
  now(): number;
  /** From 0 up to 1. */
  random(): number;
  /** Calls back once, after so many milliseconds, unless what it gives is called before. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The globals of browsers, React Native, Capacitor and Node. */
export const globals: Platform = {
  fetch: (url, init) => fetch(url, init),
  now: () => Date.now(),
  random: () => Math.random(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
