// PutEvents on the wire: what EventBridge refuses as a whole, and what it refuses entry by entry inside a 200.

export interface PutEventsRequest {
  Entries: PutEventsEntry[];
}

export interface PutEventsEntry {
  /** Epoch seconds, as JSON 1.1 writes a timestamp. */
  Time?: number;
  Source?: string;
  Resources?: string[];
  DetailType?: string;
  Detail?: string;
  EventBusName?: string;
}

/** Quotas of PutEvents: 10 entries, 256 KB for all entries together. */
const maximumEntries = 10;
const maximumBytes = 256 * 1024;

/** The error for the whole call, or undefined if its entries may be looked at one by one. */
export function requestError(
  target: unknown,
  body: Buffer | undefined,
): { __type: string; message: string } | undefined {
  if (target !== 'AWSEvents.PutEvents') {
    return { __type: 'UnknownOperationException', message: `Only AWSEvents.PutEvents is imitated, not ${target}` };
  }
  const entries = entriesOf(body);
  if (!entries) return { __type: 'SerializationException', message: 'The body is not a PutEvents request' };
  if (entries.length < 1 || entries.length > maximumEntries) {
    const message =
      "1 validation error detected: Value at 'entries' failed to satisfy constraint: " +
      `Member must have length between 1 and ${maximumEntries}, inclusive`;
    return { __type: 'ValidationException', message };
  }
  if (entries.reduce((bytes, entry) => bytes + entryBytes(entry), 0) > maximumBytes) {
    return { __type: 'ValidationException', message: 'Total size of the entries in the request is over the limit.' };
  }
}

function entriesOf(body: Buffer | undefined): PutEventsEntry[] | undefined {
  try {
    const { Entries } = JSON.parse(String(body)) as Partial<PutEventsRequest>;
    return Array.isArray(Entries) ? Entries : undefined;
  } catch {
    return undefined;
  }
}

/** "Calculating Amazon EventBridge PutEvents event entry size": 14 bytes for the time, the rest as UTF-8. */
function entryBytes({ Time, Source = '', DetailType = '', Detail = '', Resources = [] }: PutEventsEntry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return (Time === undefined ? 0 : 14) + texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), 0);
}

/**
 * The event of one entry, or its error. Stricter than EventBridge in one place: a bus that does not exist is an error,
 * so that a wrong name fails on the desk.
 */
export function readEntry(entry: PutEventsEntry, busNames: Set<string>) {
  const missing = (['Source', 'DetailType', 'Detail'] as const).find((field) => !entry[field]);
  if (missing)
    return refusal('InvalidArgument', `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.`);
  if (entry.Source!.startsWith('aws.')) return refusal('NotAuthorizedForSource', 'Not authorized for the source.');
  const detail = jsonObject(entry.Detail!);
  if (!detail) return refusal('MalformedDetail', 'Detail is malformed.');
  const busName = (entry.EventBusName ?? 'default').replace(/^.*\//, '');
  if (!busNames.has(busName)) return refusal('ResourceNotFoundException', `Event bus ${busName} does not exist.`);
  return {
    busName,
    event: {
      source: entry.Source!,
      'detail-type': entry.DetailType!,
      detail,
      resources: entry.Resources ?? [],
      ...(entry.Time !== undefined && { time: new Date(entry.Time * 1000).toISOString().replace(/\.\d+Z$/, 'Z') }),
    },
  };
}

function refusal(ErrorCode: string, ErrorMessage: string) {
  return { ErrorCode, ErrorMessage };
}

function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
