// The client package as the overload benchmark uses it: every answer is counted by whose it is.
import type { Calls } from '../../client/api.ts';
import { createClient } from '../../client/client.ts';
import { globals } from '../../client/platform.ts';

export interface Answers {
  /** Requests by what answered: `200`, `429 gateway`, `503 gateway`, `503 ravn`, `none`. */
  by: Record<string, number>;
  /** Milliseconds of each that was answered 200. */
  times: number[];
  /** Refusals of Ravn's own that name no time to come again. */
  withoutRetryAfter: number;
  /** What may not be. */
  wrong: string[];
}

export function patientClient(apiUrl: string, token: string, answers: Answers): Calls {
  const count = (name: string) => {
    answers.by[name] = (answers.by[name] ?? 0) + 1;
  };
  return createClient({
    apiUrl,
    token: () => token,
    platform: {
      ...globals,
      async fetch(url, init) {
        const sentAt = performance.now();
        const response = await globals.fetch(url, init).catch((error: unknown) => {
          count('none');
          throw error;
        });
        const { status, headers } = response;
        const text = await response.text();
        const isOurs = text.includes('"code"');
        if (status === 200) {
          count('200');
          answers.times.push(performance.now() - sentAt);
        } else {
          count(`${status} ${isOurs ? 'ravn' : 'gateway'}`);
          if (status !== 429 && status !== 503) answers.wrong.push(`${status}: ${text.slice(0, 200)}`);
          else if (isOurs && !headers.get('retry-after')) answers.withoutRetryAfter++;
        }
        return { status, headers, text: async () => text };
      },
    },
  });
}
