// The one table all adapters in this folder share: its client, how a refused condition reads, how a stored item is parsed.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import type * as z from 'zod';

/** Key attributes are `pk` and `sk` (strings); `ttl` (epoch seconds) is when DynamoDB may delete an item, some days late. */
export interface Table {
  table: string;
  client: DynamoDBDocumentClient;
}

/**
 * The sparse index: partition key `listed`, sort key `pk`, all attributes. In it is what names a customer and does not
 * lie under her, under her key, and what is found by another key than its own.
 */
export const listedIndex = 'listed';
export const listedUnder = (customerId: string) => `CUSTOMER#${customerId}`;

/**
 * A client for the adapters of this folder. The SDK repeats a call whose answer was lost, so a conditional write that
 * took place may come back as refused: whoever sees a refusal reads again.
 * @param random spreads the waits: 0 to 1, as `Math.random`.
 * @param maxAttempts four outlast some 0.2 s of a throttled table (0.35 at the most), eight some 3 s (6.4).
 */
export function documentClient({
  random,
  maxAttempts = 4,
}: {
  random: () => number;
  maxAttempts?: number;
}): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    maxAttempts,
    retryStrategy: retries(maxAttempts, random),
    // The SDK waits without bound by default. DynamoDB answers in milliseconds; a hung socket is better tried again, and
    // four times two seconds end within the ten that most functions have.
    requestHandler: { connectionTimeout: 1000, requestTimeout: 2000, throwOnRequestTimeout: true },
  });
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

/**
 * The SDK's retries, but for the wait: up to 50 ms, 100, 200, … The SDK's own, where a table is throttled, is up to 1 s, 2, 4, …
 * (@smithy/core, retries-2026-config): with four attempts most of the time a function has, with eight several times that.
 */
function retries(maxAttempts: number, random: () => number): ConfiguredRetryStrategy {
  return new ConfiguredRetryStrategy(maxAttempts, (attempt) => random() * 50 * 2 ** (attempt - 1));
}

/** True where the write took place, false where its condition did not hold; any other failure is thrown. */
export async function tookPlace(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}

/** The body of a stored item. Throws where it does not fit the schema, naming the key and the attributes, never a value. */
export function parseStored<Schema extends z.ZodType>(
  schema: Schema,
  { pk, sk, ttl: _ttl, ...body }: Record<string, unknown>,
): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  // Deeper in a path there may be a key that somebody typed, such as a device id: only its root is named.
  const attributes = new Set(parsed.error.issues.map((issue) => String(issue.path[0] ?? '(unknown attribute)')));
  throw new Error(`stored item ${pk} / ${sk} is broken at: ${[...attributes].join(', ')}`);
}
