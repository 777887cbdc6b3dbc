// What one request of the AWS SDK needs to be granted: its actions and resources, read from what goes over the wire.

export interface AwsCall {
  /** The service, region and account it is signed for; the signing name is also the prefix of the service's actions. */
  service: string;
  region: string;
  accountId: string;
  method: string;
  /** With the query. */
  path: string;
  /** The header `x-amz-target`. */
  target: string | undefined;
  body: string;
}

export interface Need {
  action: string;
  resource: string;
}

/** What is thrown is not known here: the message says so, and where to add it. */
function unknown(call: AwsCall): Error {
  const what = call.target ?? `${call.method} ${call.path.split('?')[0]}`;
  return new Error(`Which grant ${call.service} asks for at ${what} is not known. Add it to local/iam/aws-call.ts.`);
}

/** What AWS would check, all of which must be allowed. Throws on a call it does not know; undefined for a service that has no imitation. */
export function needsOf(call: AwsCall): Need[] | undefined {
  return Object.hasOwn(services, call.service) ? services[call.service]!(call) : undefined;
}

// Sources of actions and resources: the Service Authorization Reference, one page a service.
const services: Record<string, (call: AwsCall) => Need[]> = {
  dynamodb(call) {
    const { TableName, IndexName, RequestItems, TransactItems } = bodyOf(call);
    const operation = operationOf(call);
    const need = (table: unknown, action = operation, index = '') => ({
      action: `dynamodb:${action}`,
      resource: `${arnOf(call, 'table/', String(table))}${index}`,
    });
    if (TransactItems)
      // each item needs what it would need alone: `{ Put: { TableName } }`
      return (TransactItems as Record<string, { TableName: string }>[])
        .flatMap(Object.entries)
        .map(([kind, item]) => need(item.TableName, kind === 'ConditionCheck' ? 'ConditionCheckItem' : `${kind}Item`));
    if (RequestItems) return Object.keys(RequestItems).map((table) => need(table));
    if (TableName === undefined) throw unknown(call);
    return [need(TableName, operation, IndexName === undefined ? '' : `/index/${IndexName}`)];
  },

  sqs(call) {
    const { QueueUrl, QueueName } = bodyOf(call);
    const name = QueueUrl === undefined ? QueueName : String(QueueUrl).split('/').at(-1);
    if (name === undefined) throw unknown(call);
    // There are no actions for batches: whoever may send one message may send ten.
    return [{ action: `sqs:${operationOf(call).replace(/Batch$/, '')}`, resource: arnOf(call, '', String(name)) }];
  },

  events(call) {
    if (operationOf(call) !== 'PutEvents') throw unknown(call);
    const buses = ((bodyOf(call).Entries ?? []) as { EventBusName?: string }[]).map(
      ({ EventBusName = 'default' }) => EventBusName,
    );
    return [...new Set(buses)].map((bus) => ({ action: 'events:PutEvents', resource: arnOf(call, 'event-bus/', bus) }));
  },

  s3(call) {
    const { pathname, searchParams } = new URL(call.path, 'http://s3');
    const [bucket, ...rest] = pathname.slice(1).split('/').map(decodeURIComponent);
    const key = rest.join('/');
    const ofObject = { GET: 'GetObject', HEAD: 'GetObject', PUT: 'PutObject', DELETE: 'DeleteObject' }[call.method];
    const operation = searchParams.get('x-id') ?? ofObject; // the SDK notes its name there: a copy is a PUT too
    searchParams.delete('x-id');
    if (bucket && key && ofObject && operation === ofObject && searchParams.size === 0)
      return [{ action: `s3:${ofObject}`, resource: `arn:aws:s3:::${bucket}/${key}` }];
    const isListing = call.method === 'GET' ? searchParams.get('list-type') === '2' : call.method === 'HEAD';
    if (bucket && !key && isListing) return [{ action: 's3:ListBucket', resource: `arn:aws:s3:::${bucket}` }];
    throw unknown(call);
  },

  mobiletargeting(call) {
    const [, path] = /^\/v1\/(apps\/[^/?]+\/messages)$/.exec(call.path) ?? [];
    if (!path || call.method !== 'POST') throw unknown(call);
    return [{ action: 'mobiletargeting:SendMessages', resource: arnOf(call, '', decodeURIComponent(path)) }];
  },

  geo(call) {
    const operations: Record<string, string> = {
      'put-geofences': 'BatchPutGeofence',
      'delete-geofences': 'BatchDeleteGeofence',
      'list-geofences': 'ListGeofences',
    };
    const [, collection, what] = /^\/geofencing\/v0\/collections\/([^/?]+)\/([^/?]+)$/.exec(call.path) ?? [];
    const operation = operations[what ?? ''];
    if (!collection || !operation) throw unknown(call);
    return [
      { action: `geo:${operation}`, resource: arnOf(call, 'geofence-collection/', decodeURIComponent(collection)) },
    ];
  },
};

/** The ARN of a resource that a request gives by name or by ARN. */
function arnOf({ service, region, accountId }: AwsCall, path: string, name: string): string {
  return name.startsWith('arn:') ? name : `arn:aws:${service}:${region}:${accountId}:${path}${name}`;
}

/** `DynamoDB_20120810.GetItem` → `GetItem` */
function operationOf(call: AwsCall): string {
  const operation = call.target?.split('.')[1];
  if (!operation) throw unknown(call);
  return operation;
}

function bodyOf(call: AwsCall): Record<string, unknown> {
  try {
    return JSON.parse(call.body) as Record<string, unknown>;
  } catch {
    throw unknown(call);
  }
}
