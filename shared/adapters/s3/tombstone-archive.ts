// The tombstone archive in S3: one small object each, whose key says whom (a hash) and when.
import { PutObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import type { KeptTombstones, TombstoneArchive } from '../../ports/tombstones.ts';

const prefix = 'tombstones/';

export function s3TombstoneArchive({ bucket, client }: { bucket: string; client: S3Client }): TombstoneArchive {
  return {
    async keep(subject, erasedAt) {
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: `${prefix}${subject}/${erasedAt}`,
          Body: JSON.stringify({ erasedAt }),
        }),
      );
    },
  };
}

/** What the archive holds. */
export function s3KeptTombstones({
  bucket,
  client = new S3Client(),
}: {
  bucket: string;
  client?: S3Client;
}): KeptTombstones {
  return {
    async *all() {
      for await (const { Contents: objects = [] } of paginateListObjectsV2(
        { client },
        { Bucket: bucket, Prefix: prefix },
      )) {
        for (const { Key: key = '' } of objects) {
          const [subject, erasedAt] = key.slice(prefix.length).split('/');
          yield { subject: subject!, erasedAt: Number(erasedAt) };
        }
      }
    },
  };
}
