// Objects that another took the place of: listed by prefix, told apart by the numbers in their names, removed some hundreds at a time.
import { DeleteObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';

export interface Listed {
  key: string;
  /** When it was put, epoch milliseconds. */
  at: number;
}

/** A day of publishing every five minutes is 288. */
const mostRemoved = 600;
const parallelRemovals = 10;

export async function listed(client: S3Client, bucket: string, prefix: string): Promise<Listed[]> {
  const found: Listed[] = [];
  for await (const { Contents: objects = [] } of paginateListObjectsV2(
    { client },
    { Bucket: bucket, Prefix: prefix },
  )) {
    for (const { Key: key = '', LastModified: modified } of objects)
      found.push({ key, at: modified?.getTime() ?? Number.POSITIVE_INFINITY });
  }
  return found;
}

/**
 * Of objects numbered in the order in which they came into force, without a gap, those that had a successor by `before`. What
 * is numbered above `inForce` is being published, or never was.
 * @param inForce read after the list: what is older than that will never be in force again
 */
export function replacedBefore<Numbered extends Listed>(
  objects: readonly Numbered[],
  numberOf: (object: Numbered) => number,
  inForce: number,
  before: number,
): Numbered[] {
  const byNumber = Map.groupBy(objects, numberOf);
  const numbers = [...byNumber.keys()].filter((number) => number <= inForce).sort((a, b) => a - b);
  // One was in force until its successor came, of which publishers that lost may have left objects too: the last one counts.
  const cameBefore = (number: number | undefined) =>
    number !== undefined && byNumber.get(number)!.every(({ at }) => at < before);
  return numbers.filter((_, i) => cameBefore(numbers[i + 1])).flatMap((number) => byNumber.get(number)!);
}

/** Removes the first hundreds of them; what is left is found again the next time. */
export async function removeSome(client: S3Client, bucket: string, objects: readonly Listed[]): Promise<void> {
  const keys = objects.slice(0, mostRemoved).map(({ key }) => key);
  for (let from = 0; from < keys.length; from += parallelRemovals) {
    const some = keys.slice(from, from + parallelRemovals);
    await Promise.all(some.map((Key) => client.send(new DeleteObjectCommand({ Bucket: bucket, Key }))));
  }
}
