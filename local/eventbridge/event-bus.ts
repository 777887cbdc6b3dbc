// Imitates EventBridge (AWS::Events::EventBus, AWS::Events::Rule): PutEvents, patterns, targets with retries and DLQ.
// Not imitated: archives, replay, bus policies, FIFO queues, rules with a schedule (use AWS::Scheduler::Schedule).
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { close, listen, readBody } from '../listen.ts';
import { loopback } from '../ports.ts';
import { type Resolver, resourcesOf, type Template } from '../template/template.ts';
import { type TargetInput, targetPayload } from './event-input.ts';
import { compilePattern } from './event-pattern.ts';
import { type PutEventsRequest, readEntry, requestError } from './put-events.ts';
import { createDeliveries, type DeliveryOptions, readTarget, type Target } from './target.ts';

export interface BusEvent {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  time: string;
  region: string;
  resources: string[];
  detail: Record<string, unknown>;
}

export interface EventBusOptions extends DeliveryOptions {
  template: Template;
  resolve: Pick<Resolver, 'value' | 'physicalName'>;
  functionByArn: (arn: string) => string | undefined;
  port: number;
  /** Told about every accepted event, with the logical ids of the rules that matched. */
  onEvent?: (event: BusEvent, ruleLogicalIds: string[], busName: string) => void;
}

export interface EventBus {
  url: string;
  rules: { logicalId: string; busName: string; pattern: unknown; targets: string[]; isEnabled: boolean }[];
  /** Puts an event on a bus past the API, as AWS services such as `aws.geo` do. Missing fields are filled in. */
  publish(event: Pick<BusEvent, 'source' | 'detail-type' | 'detail'> & Partial<BusEvent>, busName?: string): BusEvent;
  stop(): Promise<void>;
}

interface Rule {
  logicalId: string;
  name: string;
  arn: string;
  busName: string;
  pattern: unknown;
  isEnabled: boolean;
  matches: (event: unknown) => boolean;
  targets: { target: Target; input: TargetInput }[];
}

/** Starts the buses and rules of the template. Rejects, naming the rule, on a pattern or target it cannot imitate. */
export async function startEventBus(options: EventBusOptions): Promise<EventBus> {
  const { template, resolve, onEvent, now = Date.now } = options;
  const rules = readRules(options);
  const buses = resourcesOf(template, 'AWS::Events::EventBus').map(([logicalId]) => resolve.physicalName(logicalId));
  // a bus that a rule names and the template does not make is one the account has already
  const busNames = new Set(['default', ...buses, ...rules.map(({ busName }) => busName)]);
  const account = String(resolve.value({ Ref: 'AWS::AccountId' }));
  const region = String(resolve.value({ Ref: 'AWS::Region' }));
  const deliveries = createDeliveries(options);

  const publish: EventBus['publish'] = (given, busName = 'default') => {
    const event: BusEvent = {
      version: '0',
      id: given.id ?? randomUUID(),
      'detail-type': given['detail-type'],
      source: given.source,
      account: given.account ?? account,
      // Whole seconds, as on AWS.
      time: given.time ?? new Date(now()).toISOString().replace(/\.\d+Z$/, 'Z'),
      region,
      resources: given.resources ?? [],
      detail: given.detail,
    };
    const matching = rules.filter((rule) => rule.isEnabled && rule.busName === busName && rule.matches(event));
    onEvent?.(
      event,
      matching.map(({ logicalId }) => logicalId),
      busName,
    );
    for (const rule of matching) {
      for (const { target, input } of rule.targets) {
        void deliveries.deliver(target, targetPayload(input, event, rule), rule.arn);
      }
    }
    return event;
  };

  function putEvents(request: PutEventsRequest) {
    const entries = request.Entries.map((entry) => {
      const read = readEntry(entry, busNames);
      return 'ErrorCode' in read ? read : { EventId: publish(read.event, read.busName).id };
    });
    return { FailedEntryCount: entries.filter((entry) => 'ErrorCode' in entry).length, Entries: entries };
  }

  const server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    try {
      const body = await readBody(request, 1024 * 1024);
      const error = requestError(request.headers['x-amz-target'], body);
      if (error) answer(400, error);
      else answer(200, putEvents(JSON.parse(String(body)) as PutEventsRequest));
    } catch (error) {
      answer(500, { __type: 'InternalException', message: (error as Error).message });
    }
  });
  const url = await listen(server, { host: loopback, port: options.port, what: 'the event bus' });
  return {
    url,
    rules: rules.map(({ logicalId, busName, pattern, isEnabled, targets }) => {
      return { logicalId, busName, pattern, isEnabled, targets: targets.map(({ target }) => nameOf(target)) };
    }),
    publish,
    stop() {
      deliveries.stop();
      return close(server);
    },
  };
}

const nameOf = ({ arn, functionLogicalId }: Target) => functionLogicalId ?? arn;

function readRules({ template, resolve, functionByArn }: EventBusOptions): Rule[] {
  return resourcesOf(template, 'AWS::Events::Rule').map(([logicalId, resource]) => {
    // The pattern is plain JSON; resolving it too allows a `Ref` in it, as CloudFormation does.
    const properties = resolve.value(resource.Properties) as Record<string, unknown>;
    const name = resolve.physicalName(logicalId);
    const arn = String(resolve.value({ 'Fn::GetAtt': [logicalId, 'Arn'] }));
    const targets = (properties.Targets ?? []) as (Record<string, unknown> & TargetInput)[];
    try {
      if (properties.ScheduleExpression !== undefined) {
        throw new Error('rules with a schedule are not imitated, use AWS::Scheduler::Schedule');
      }
      for (const input of targets) targetPayload(input, {}, { name, arn }); // a bad path is found now, not at the first event
      return {
        logicalId,
        name,
        arn,
        busName: String(properties.EventBusName ?? 'default').replace(/^.*\//, ''), // a name, or an ARN that ends in it
        pattern: properties.EventPattern,
        isEnabled: properties.State === undefined || String(properties.State).startsWith('ENABLED'),
        matches: compilePattern(properties.EventPattern),
        targets: targets.map((input) => ({ input, target: readTarget(`target ${input.Id}`, input, functionByArn) })),
      };
    } catch (cause) {
      throw new Error(`Rule ${logicalId}: ${(cause as Error).message}`, { cause });
    }
  });
}
