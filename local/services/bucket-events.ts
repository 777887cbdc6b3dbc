// "Object Created" of AWS::S3::Bucket: fauxqs tells nobody of an object, so its server is watched, for buckets that the template lets tell EventBridge.
// Imitated: PutObject and copies by path, CompleteMultipartUpload. Not: forms (POST Object), deletions, other notifications.
import type { IncomingMessage } from 'node:http';
import type { EventBus } from '../eventbridge/event-bus.ts';
import { type Resolver, resourcesOf, type Template } from '../template/template.ts';
import type { QueueAndBucketServer } from './queues-and-buckets.ts';

export interface BucketEventsOptions {
  template: Template;
  resolve: Pick<Resolver, 'value' | 'physicalName'>;
  server: Pick<QueueAndBucketServer, 'url' | 'watch'>;
  publish: EventBus['publish'];
  accountId: string;
}

/** From now on the template's rules hear of objects. Throws, naming the bucket, on a notification that is not imitated. */
export function startBucketEvents({ template, resolve, server, publish, accountId }: BucketEventsOptions): void {
  const telling = new Set(
    resourcesOf(template, 'AWS::S3::Bucket').flatMap(([logicalId, { Properties }]) => {
      const { EventBridgeConfiguration: toBus, ...others } = (resolve.value(Properties.NotificationConfiguration) ??
        {}) as { EventBridgeConfiguration?: { EventBridgeEnabled?: boolean | string } };
      const [unknown] = Object.keys(others);
      if (unknown) throw new Error(`Bucket ${logicalId}: ${unknown} is not imitated.`);
      return toBus && String(toBus.EventBridgeEnabled ?? true) === 'true' ? [resolve.physicalName(logicalId)] : [];
    }),
  );

  const tell = async (bucket: string, path: string, key: string, reason: string) => {
    const head = await fetch(`${server.url}${path}`, { method: 'HEAD' });
    if (!head.ok) return; // deleted meanwhile
    // "Amazon S3 event message structure" for EventBridge: the key stands as it is, the etag without quotes.
    publish({
      source: 'aws.s3',
      'detail-type': 'Object Created',
      resources: [`arn:aws:s3:::${bucket}`],
      detail: {
        version: '0',
        bucket: { name: bucket },
        object: {
          key,
          size: Number(head.headers.get('content-length')),
          etag: head.headers.get('etag')!.replaceAll('"', ''),
          sequencer: process.hrtime.bigint().toString(16).toUpperCase().padStart(18, '0'),
        },
        'request-id': head.headers.get('x-amz-request-id') ?? '',
        requester: accountId,
        'source-ip-address': '127.0.0.1',
        reason,
      },
    });
  };

  server.watch((request, response) => {
    const [path, query = ''] = (request.url ?? '').split('?', 2) as [string, string?];
    const [bucket, ...rest] = path.slice(1).split('/').map(decodeURIComponent);
    const reason = reasonOf(request, new URLSearchParams(query));
    if (!reason || !telling.has(bucket!) || rest.join('') === '') return;
    response.once('finish', () => {
      if (response.statusCode === 200)
        // its server may be stopping: nobody is left to be told
        void tell(bucket!, path, rest.join('/'), reason).catch(() => {});
    });
  });
}

/** Which operation makes an object of the request; undefined if none does. */
function reasonOf({ method, headers }: IncomingMessage, query: URLSearchParams): string | undefined {
  query.delete('x-id'); // the SDK notes the operation's name there
  if (method === 'PUT' && query.size === 0) return headers['x-amz-copy-source'] ? 'CopyObject' : 'PutObject';
  return method === 'POST' && query.has('uploadId') ? 'CompleteMultipartUpload' : undefined;
}
