// A queue in memory: messages lie until they are due and are taken by whoever drives the test or replay.

/** @param now the clock, epoch milliseconds. */
export function memoryQueue<Message>(now: () => number) {
  const waiting: { message: Message; dueAt: number }[] = [];
  return {
    async send(message: Message, delaySeconds: number): Promise<void> {
      const held = Math.min(900, Math.max(0, Math.ceil(delaySeconds)));
      waiting.push({ message: structuredClone(message), dueAt: now() + held * 1000 });
    },

    /** Takes what is due, earliest first. */
    receive(): Message[] {
      const due = waiting.filter(({ dueAt }) => dueAt <= now()).sort((a, b) => a.dueAt - b.dueAt);
      for (const taken of due) waiting.splice(waiting.indexOf(taken), 1);
      return due.map(({ message }) => message);
    },

    /** When the next message is due, if any waits. */
    nextDueAt(): number | undefined {
      return waiting.length === 0 ? undefined : Math.min(...waiting.map(({ dueAt }) => dueAt));
    },
  };
}
