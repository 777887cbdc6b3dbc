// Answered requests in memory.
import type { AnsweredRequests, RequestMark } from '../../ports/answered-requests.ts';

export function memoryAnsweredRequests(): AnsweredRequests {
  const requests = new Map<string, RequestMark & { answer?: string }>();
  return {
    async begin(key, mark, now) {
      const stored = requests.get(key);
      const isFree = !stored || stored.expiresAt <= now;
      if (!isFree && stored.fingerprint !== mark.fingerprint) return { state: 'other-request' };
      if (!isFree && stored.answer !== undefined) return { state: 'answered', answer: JSON.parse(stored.answer) };
      if (!isFree && stored.inFlightUntil > now) return { state: 'in-flight' };
      requests.set(key, { ...mark });
      return { state: 'begun' };
    },

    async answer(key, attempt, answer) {
      const stored = requests.get(key);
      if (stored?.attempt === attempt) stored.answer ??= JSON.stringify(answer);
    },

    async abandon(key, attempt) {
      const stored = requests.get(key);
      if (stored?.attempt === attempt && stored.answer === undefined) requests.delete(key);
    },
  };
}
