// Simulations in DynamoDB: one item a job, which each page replaces under the condition that it is the next.
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { keptMs, ttlAfter } from '../../model/retention.ts';
import { type SimulationJob, simulationJob } from '../../model/simulation.ts';
import type { Simulations } from '../../ports/simulations.ts';
import { parseStored, type Table, tookPlace } from './table.ts';

const underWay = {
  condition: '#state IN (:waiting, :running)',
  names: { '#state': 'state' },
  values: { ':waiting': 'waiting', ':running': 'running' },
};

export function dynamoSimulations({ table, client }: Table): Simulations {
  const read = async (id: string): Promise<SimulationJob | undefined> => {
    const { Item: item } = await client.send(
      new GetCommand({ TableName: table, Key: keyOf(id), ConsistentRead: true }),
    );
    return item && parseStored(simulationJob, item);
  };

  return {
    async begin(job) {
      await client.send(new PutCommand({ TableName: table, Item: itemOf(job) }));
    },

    async find(id, now) {
      const job = await read(id);
      return job && now < job.startedAt + keptMs.simulation ? job : undefined;
    },

    async advance(job) {
      const advanced = await tookPlace(
        client.send(
          new PutCommand({
            TableName: table,
            Item: itemOf(job),
            ConditionExpression: `${underWay.condition} AND pages = :before`,
            ExpressionAttributeNames: underWay.names,
            ExpressionAttributeValues: { ...underWay.values, ':before': job.pages - 1 },
          }),
        ),
      );
      if (advanced) return true;
      // The SDK repeats a put whose answer was lost; the page may be ours.
      const stored = await read(job.id);
      return stored?.pages === job.pages && stored.run === job.run && stored.state === job.state;
    },

    async stop(id) {
      await tookPlace(
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: keyOf(id),
            UpdateExpression: 'SET #state = :stopped',
            ConditionExpression: underWay.condition,
            ExpressionAttributeNames: underWay.names,
            ExpressionAttributeValues: { ...underWay.values, ':stopped': 'stopped' },
          }),
        ),
      );
    },
  };
}

const keyOf = (id: string) => ({ pk: `JOB#${id}`, sk: 'STATE' });
const itemOf = (job: SimulationJob) => ({
  ...keyOf(job.id),
  ...job,
  ttl: ttlAfter(job.startedAt, keptMs.simulation),
});
