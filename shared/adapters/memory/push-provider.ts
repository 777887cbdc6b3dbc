// The push provider in memory: keeps what was pushed and answers as it is told to.
import type { PushTarget } from '../../ports/devices.ts';
import type { PushMessage, PushOutcome, PushProvider } from '../../ports/push-provider.ts';

/**
 * @param answer the outcome of each attempt; it may throw, as a provider that breaks its promise would.
 * @returns the provider, and `pushed()`: every attempt, whatever came of it.
 */
export function memoryPushProvider(
  answer: (target: PushTarget, message: PushMessage) => PushOutcome = () => ({ kind: 'accepted' }),
): PushProvider & { pushed(): { target: PushTarget; message: PushMessage }[] } {
  const pushed: { target: PushTarget; message: PushMessage }[] = [];
  return {
    async push(target, message) {
      pushed.push(structuredClone({ target, message }));
      return answer(target, message);
    },
    pushed: () => structuredClone(pushed),
  };
}
