// A queue that takes many messages at once, in memory: keeps what was sent, until it is taken.

/** @returns the queue, `sent()` to look at all there ever was, and `take()` for what nobody has taken yet. */
export function memoryBatchQueue<Message>() {
  const sent: { message: Message; delaySeconds: number }[] = [];
  let taken = 0;
  return {
    async send(messages: Message[], delaySeconds = 0): Promise<void> {
      sent.push(...messages.map((message) => ({ message: structuredClone(message), delaySeconds })));
    },
    sent: () => sent.map(({ message }) => structuredClone(message)),
    delays: () => sent.map(({ delaySeconds }) => delaySeconds),
    take(): Message[] {
      const fresh = sent.slice(taken).map(({ message }) => structuredClone(message));
      taken = sent.length;
      return fresh;
    },
  };
}
