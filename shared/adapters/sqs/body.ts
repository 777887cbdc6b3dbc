// A message's body: JSON in the characters that every queue takes.

/**
 * What JSON leaves as it is and SQS refuses (SendMessage, “InvalidMessageContents”): U+FFFE and U+FFFF. And halves of characters beyond
 * U+FFFF, which AWS takes and the queues of a laptop (fauxqs) do not.
 */
const refused = /[\uD800-\uDFFF\uFFFE\uFFFF]/g;

export const bodyOf = (message: unknown): string =>
  JSON.stringify(message).replace(refused, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
