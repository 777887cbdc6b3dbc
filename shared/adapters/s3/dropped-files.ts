// The drop bucket: files read from any byte on, as long as they are the ones that were told of, and reports.
import { GetObjectCommand, PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { dropReport, reportPrefix } from '../../model/drop.ts';
import type { DroppedFiles } from '../../ports/dropped-files.ts';

export function s3DroppedFiles({ bucket, client }: { bucket: string; client: S3Client }): DroppedFiles {
  const get = async (key: string, more: { IfMatch?: string; Range?: string } = {}) => {
    try {
      return await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...more }));
    } catch (error) {
      // NoSuchKey and PreconditionFailed: it has gone, or is another by now
      if (error instanceof S3ServiceException && [404, 412].includes(error.$metadata.httpStatusCode ?? 0))
        return undefined;
      throw error;
    }
  };

  return {
    async open(key, etag, fromByte) {
      const got = await get(key, { IfMatch: `"${etag}"`, ...(fromByte > 0 && { Range: `bytes=${fromByte}-` }) });
      if (!got) return undefined;
      return {
        // `bytes 100-199/200`
        sizeBytes: Number(got.ContentRange?.split('/')[1] ?? got.ContentLength),
        modifiedAt: got.LastModified!.getTime(),
        bytes: got.Body as unknown as AsyncIterable<Uint8Array>,
      };
    },

    async report(key) {
      const got = await get(reportOf(key));
      return got && dropReport.parse(JSON.parse(await got.Body!.transformToString()));
    },

    async keepReport(report) {
      const body = `${JSON.stringify(report, null, 2)}\n`;
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: reportOf(report.file),
          Body: body,
          ContentType: 'application/json',
        }),
      );
    },
  };
}

const reportOf = (key: string) => `${reportPrefix}${key}.json`;
