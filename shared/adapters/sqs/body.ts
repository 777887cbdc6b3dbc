// A message's body: JSON in the characters that SQS takes.

/** What JSON leaves as it is and SQS refuses (SendMessage, “InvalidMessageContents”): U+FFFE and U+FFFF. */
const refused = /[\uFFFE\uFFFF]/g;

export const bodyOf = (message: unknown): string =>
  JSON.stringify(message).replace(refused, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
