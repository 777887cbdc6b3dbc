// The entry of every function of a stage that asks for traces: hangs in Powertools' Tracer, then is the function. Built beside it, never into it.
import { AsyncLocalStorage } from 'node:async_hooks';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { withoutValues } from './telemetry.ts';
import { type Annotations, hangIn, type Step, type Traces } from './traces.ts';

// Requests are traced by the SDK's clients below; patching `http` would put whole URLs into the segments, a weather cell's or a bucket's keys.
const tracer = new Tracer({ captureHTTPsRequests: false });
const namespace = tracer.provider.getNamespace();
/** What stands for Lambda's own segment, kept for calls that begin in another context. Asked for by `getSegment` it would miss a trace, now that none has begun. */
const facade = namespace.get('segment');

type Segment = NonNullable<ReturnType<Tracer['getSegment']>>;
type Subsegment = ReturnType<Segment['addNewSubsegment']>;

/** What is going on between two steps of one piece of work. */
const between = new AsyncLocalStorage<{ open?: Subsegment | undefined }>();

const begin = (parent: Segment, name: string): Subsegment =>
  parent.notTraced ? parent.addNewSubsegmentWithoutSampling(name) : parent.addNewSubsegment(name);

/** Runs the work in a subsegment: calls it makes lie within. A fault is noted as the log notes it. */
function inSubsegment<Result>(
  name: string,
  work: (subsegment: Subsegment | undefined) => Promise<Result>,
): Promise<Result> {
  return tracer.provider.captureAsyncFunc(name, async (subsegment: Subsegment | undefined) => {
    try {
      return await work(subsegment);
    } catch (error) {
      subsegment?.addError(withoutValues(error));
      throw error;
    } finally {
      subsegment?.close();
    }
  }) as Promise<Result>;
}

function endBetween(): void {
  const state = between.getStore();
  state?.open?.close();
  if (state) state.open = undefined;
}

function beginBetween(name: string): void {
  const state = between.getStore();
  const parent = tracer.getSegment();
  if (state && parent) state.open = begin(parent, name);
}

function annotate(
  subsegment: { addAnnotation(name: string, value: string): void } | undefined,
  annotations: Annotations = {},
) {
  for (const [name, value] of Object.entries(annotations)) subsegment?.addAnnotation(name, value);
}

const scope = <Result>(name: string, work: (subsegment: Subsegment | undefined) => Promise<Result>): Promise<Result> =>
  inSubsegment(name, (subsegment) => between.run({}, () => work(subsegment).finally(endBetween)));

const traces: Traces = {
  scope,
  step({ name, before, annotations }: Step, work) {
    endBetween();
    const done = inSubsegment(name, (subsegment) => {
      annotate(subsegment, annotations);
      return work();
    });
    return before === undefined ? done : done.finally(() => beginBetween(before));
  },
  annotate: (annotations) => annotate(tracer.getSegment() as Subsegment | undefined, annotations),
  client(client) {
    const { middlewareStack } = client as unknown as { middlewareStack: MiddlewareStack };
    middlewareStack.add(trace, { step: 'initialize', name: 'traces', override: true });
    return client;
  },
};

interface Metadata {
  httpStatusCode?: number;
  requestId?: string;
  attempts?: number;
}
interface Call {
  input: { TableName?: string; IndexName?: string; QueueUrl?: string; Bucket?: string };
}
type Next = (call: Call) => Promise<{ output: { $metadata?: Metadata } }>;
type Middleware = (next: Next, context: { clientName?: string; commandName?: string }) => Next;
interface MiddlewareStack {
  add(middleware: Middleware, options: object): void;
}

/**
 * A subsegment for a call of the AWS SDK: which operation, on which table, queue or bucket, and what AWS calls the request. The X-Ray SDK's own
 * (`captureAWSv3Client`) also keeps the keys of objects, and the words of every error.
 */
const trace: Middleware =
  (next, { clientName = '', commandName = '' }) =>
  async (call) => {
    const parent = tracer.getSegment();
    if (!parent) return next(call);
    const subsegment = begin(parent, clientName.replace(/Client$/, ''));
    subsegment.addAttribute('namespace', 'aws');
    const note = ({ httpStatusCode: status, requestId, attempts = 1 }: Metadata = {}) => {
      const { TableName, IndexName, QueueUrl, Bucket } = call.input;
      subsegment.addAttribute('aws', {
        operation: commandName.replace(/Command$/, ''),
        region: process.env.AWS_REGION,
        request_id: requestId,
        retries: attempts - 1,
        table_name: TableName,
        index_name: IndexName,
        queue_url: QueueUrl,
        bucket_name: Bucket,
      });
      if (status !== undefined) subsegment.addAttribute('http', { response: { status } });
    };
    try {
      const result = await next(call);
      note(result.output.$metadata);
      return result;
    } catch (error) {
      const { name, $metadata } = error as Error & { $metadata?: Metadata };
      note($metadata);
      // a condition that does not hold is an answer
      if (name === 'ConditionalCheckFailedException') throw error;
      if ($metadata?.httpStatusCode === 429 || /Throttl|TooManyRequests|SlowDown/.test(name))
        subsegment.addThrottleFlag();
      else if (($metadata?.httpStatusCode ?? 500) >= 500) subsegment.addFaultFlag();
      else subsegment.addErrorFlag();
      throw error;
    } finally {
      subsegment.close();
    }
  };

hangIn(traces);

// The function itself, a file of its own: the same bytes that a stage without traces runs.
const itself = './index.mjs';
const { handler: untraced } = (await import(itself)) as { handler(event: unknown, context: unknown): Promise<unknown> };

export const handler = (event: unknown, context: unknown): Promise<unknown> =>
  namespace.runAndReturn(() => {
    if (facade) tracer.setSegment(facade);
    return scope(`## ${process.env.POWERTOOLS_SERVICE_NAME}`, () => {
      tracer.annotateColdStart();
      return untraced(event, context);
    });
  });
