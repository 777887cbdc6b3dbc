// What stands behind the contract suites: every store port, in memory or on a fresh table of a DynamoDB imitation.
import { CreateTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoAnsweredRequests } from '../../shared/adapters/dynamodb/answered-requests.ts';
import { dynamoAuthoredHistory } from '../../shared/adapters/dynamodb/authored-history.ts';
import { dynamoConsentLedger } from '../../shared/adapters/dynamodb/consent-ledger.ts';
import { dynamoContext } from '../../shared/adapters/dynamodb/context.ts';
import { dynamoCustomers } from '../../shared/adapters/dynamodb/customers.ts';
import { dynamoDecisionSample } from '../../shared/adapters/dynamodb/decision-sample.ts';
import { dynamoDecisions } from '../../shared/adapters/dynamodb/decisions.ts';
import { dynamoDevices } from '../../shared/adapters/dynamodb/devices.ts';
import { dynamoDueWindows } from '../../shared/adapters/dynamodb/due-windows.ts';
import { dynamoFeedbacks } from '../../shared/adapters/dynamodb/feedbacks.ts';
import { dynamoInStoreCodes } from '../../shared/adapters/dynamodb/in-store-codes.ts';
import { dynamoLiveFeed } from '../../shared/adapters/dynamodb/live-feed.ts';
import { dynamoOfferGates } from '../../shared/adapters/dynamodb/offer-gates.ts';
import { dynamoPresence } from '../../shared/adapters/dynamodb/presence.ts';
import { dynamoRedemptions } from '../../shared/adapters/dynamodb/redemptions.ts';
import { dynamoRounds } from '../../shared/adapters/dynamodb/rounds.ts';
import { dynamoSimulations } from '../../shared/adapters/dynamodb/simulations.ts';
import { dynamoStats } from '../../shared/adapters/dynamodb/stats.ts';
import { documentClient, type Table } from '../../shared/adapters/dynamodb/table.ts';
import { dynamoTickCursor } from '../../shared/adapters/dynamodb/tick-cursor.ts';
import { dynamoTombstones } from '../../shared/adapters/dynamodb/tombstones.ts';
import { dynamoWeather } from '../../shared/adapters/dynamodb/weather.ts';
import { memoryAnsweredRequests } from '../../shared/adapters/memory/answered-requests.ts';
import { memoryAuthoredHistory } from '../../shared/adapters/memory/authored-history.ts';
import { memoryConsentLedger } from '../../shared/adapters/memory/consent-ledger.ts';
import { memoryContext } from '../../shared/adapters/memory/context.ts';
import { memoryCustomers } from '../../shared/adapters/memory/customers.ts';
import { memoryDecisionSample } from '../../shared/adapters/memory/decision-sample.ts';
import { memoryDecisions } from '../../shared/adapters/memory/decisions.ts';
import { memoryDevices } from '../../shared/adapters/memory/devices.ts';
import { memoryDueWindows } from '../../shared/adapters/memory/due-windows.ts';
import { memoryFeedbacks } from '../../shared/adapters/memory/feedbacks.ts';
import { memoryInStoreCodes } from '../../shared/adapters/memory/in-store-codes.ts';
import { memoryLiveFeed } from '../../shared/adapters/memory/live-feed.ts';
import { memoryOfferGates } from '../../shared/adapters/memory/offer-gates.ts';
import { memoryPresence } from '../../shared/adapters/memory/presence.ts';
import { memoryRedemptions } from '../../shared/adapters/memory/redemptions.ts';
import { memoryRounds } from '../../shared/adapters/memory/rounds.ts';
import { memorySimulations } from '../../shared/adapters/memory/simulations.ts';
import { memoryStats } from '../../shared/adapters/memory/stats.ts';
import { memoryTickCursor } from '../../shared/adapters/memory/tick-cursor.ts';
import { memoryTombstones } from '../../shared/adapters/memory/tombstones.ts';
import { memoryWeather } from '../../shared/adapters/memory/weather.ts';
import type { AnsweredRequests } from '../../shared/ports/answered-requests.ts';
import type { AuthoredHistory } from '../../shared/ports/catalogue.ts';
import type { ConsentLedger } from '../../shared/ports/consent-ledger.ts';
import type { ContextStore } from '../../shared/ports/context.ts';
import type { Customers } from '../../shared/ports/customers.ts';
import type { DecisionSample } from '../../shared/ports/decision-sample.ts';
import type { Decisions } from '../../shared/ports/decisions.ts';
import type { Devices } from '../../shared/ports/devices.ts';
import type { DueWindows } from '../../shared/ports/due-windows.ts';
import type { Feedbacks } from '../../shared/ports/feedbacks.ts';
import type { InStoreCodes } from '../../shared/ports/in-store-codes.ts';
import type { LiveFeed } from '../../shared/ports/live-feed.ts';
import type { OfferGates } from '../../shared/ports/offer-gates.ts';
import type { Presence } from '../../shared/ports/presence.ts';
import type { Redemptions } from '../../shared/ports/redemptions.ts';
import type { Rounds } from '../../shared/ports/rounds.ts';
import type { Simulations } from '../../shared/ports/simulations.ts';
import type { Stats } from '../../shared/ports/stats.ts';
import type { TickCursor } from '../../shared/ports/tick-cursor.ts';
import type { Tombstones } from '../../shared/ports/tombstones.ts';
import type { Weather } from '../../shared/ports/weather.ts';

export interface Stores {
  customers: Customers;
  devices: Devices;
  consentLedger: ConsentLedger;
  /** The port only appends: this looks at what is there, per customer. */
  consentLines(customerId: string): Promise<object[]>;
  decisions: Decisions;
  /** Of everybody. */
  decisionSample: DecisionSample;
  simulations: Simulations;
  feedbacks: Feedbacks;
  inStoreCodes: InStoreCodes;
  presence: Presence;
  dueWindows: DueWindows;
  rounds: Rounds;
  context: ContextStore;
  offerGates: OfferGates;
  authoredHistory: AuthoredHistory;
  liveFeed: LiveFeed;
  stats: Stats;
  tickCursor: TickCursor;
  redemptions: Redemptions;
  requests: AnsweredRequests;
  tombstones: Tombstones;
  weather: Weather;
}

/** Every call opens stores that are empty. `propertyRuns`: how many random histories this backend is quick enough for. */
export interface Backend {
  open(): Promise<Stores>;
  propertyRuns: number;
}

export const memory: Backend = {
  propertyRuns: 300,
  async open() {
    const consentLedger = memoryConsentLedger();
    const decisionSample = memoryDecisionSample();
    return {
      customers: memoryCustomers(),
      devices: memoryDevices(),
      consentLedger,
      consentLines: async (customerId) => consentLedger.lines().filter((line) => line.customerId === customerId),
      decisions: memoryDecisions(decisionSample.note),
      decisionSample,
      simulations: memorySimulations(),
      feedbacks: memoryFeedbacks(),
      inStoreCodes: memoryInStoreCodes(),
      presence: memoryPresence(),
      dueWindows: memoryDueWindows(),
      rounds: memoryRounds(),
      context: memoryContext(),
      offerGates: memoryOfferGates(),
      authoredHistory: memoryAuthoredHistory(),
      liveFeed: memoryLiveFeed(),
      stats: memoryStats(),
      tickCursor: memoryTickCursor(),
      redemptions: memoryRedemptions(),
      requests: memoryAnsweredRequests(),
      tombstones: memoryTombstones(),
      weather: memoryWeather(),
    };
  },
};

/** A client of the imitation at this URL, found as deployed code finds it: through the environment. */
export function clientAt(url: string): DynamoDBDocumentClient {
  process.env.AWS_ENDPOINT_URL_DYNAMODB = url;
  return documentClient({ random: Math.random });
}

let tables = 0;

/** Creates a table of the shape the adapters expect: `pk`, `sk`, and the sparse index `listed`. */
export async function createTable(client: DynamoDBDocumentClient): Promise<string> {
  const name = `ravn-${process.pid}-${tables++}`;
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'listed'].map((attribute) => ({
        AttributeName: attribute,
        AttributeType: 'S',
      })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'listed',
          KeySchema: [
            { AttributeName: 'listed', KeyType: 'HASH' },
            { AttributeName: 'pk', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
  for (;;) {
    const { Table: table } = await client.send(new DescribeTableCommand({ TableName: name }));
    if (table?.TableStatus === 'ACTIVE') return name;
  }
}

export async function openDynamoStores(client: DynamoDBDocumentClient): Promise<Stores> {
  return dynamoStoresOn({ table: await createTable(client), client });
}

/** The adapters on a table that exists. */
export function dynamoStoresOn(at: Table): Stores {
  const { client } = at;
  return {
    customers: dynamoCustomers(at),
    devices: dynamoDevices(at),
    consentLedger: dynamoConsentLedger(at),
    async consentLines(customerId) {
      const { Items: items = [] } = await client.send(
        new QueryCommand({
          TableName: at.table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: { ':pk': `CUSTOMER#${customerId}`, ':prefix': 'CONSENT#' },
        }),
      );
      return items.map(({ pk: _pk, sk: _sk, ...entry }) => entry);
    },
    decisions: dynamoDecisions({ ...at, sampleShare: 1 }),
    decisionSample: dynamoDecisionSample({ ...at, share: 1 }),
    simulations: dynamoSimulations(at),
    feedbacks: dynamoFeedbacks(at),
    inStoreCodes: dynamoInStoreCodes(at),
    presence: dynamoPresence(at),
    dueWindows: dynamoDueWindows(at),
    rounds: dynamoRounds(at),
    context: dynamoContext(at),
    offerGates: dynamoOfferGates(at),
    authoredHistory: dynamoAuthoredHistory({ ...at, sleep: async () => undefined }),
    liveFeed: dynamoLiveFeed(at),
    stats: dynamoStats(at),
    tickCursor: dynamoTickCursor(at),
    redemptions: dynamoRedemptions(at),
    requests: dynamoAnsweredRequests(at),
    tombstones: dynamoTombstones(at),
    weather: dynamoWeather(at),
  };
}

/** What the SDK wants to know before it signs a request to an imitation. */
export function pretendCredentials(): void {
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
}
