// A DynamoDB client that reaches nothing: it keeps what was asked and answers as a test says.
import { mockClient } from 'aws-sdk-client-mock';
import { documentClient } from '../../shared/adapters/dynamodb/table.ts';
import { pretendCredentials } from './stores.ts';

pretendCredentials();
const client = documentClient({ random: Math.random });

/** What every adapter is made with. */
export const at = { table: 'ravn', client };

/** A fresh mock, empty answers to everything, with the inputs and the names of the commands it was sent. */
export function mockTable() {
  const mock = mockClient(client);
  mock.onAnyCommand().resolves({});
  return {
    mock,
    inputs: () => mock.calls().map((call) => call.args[0].input as Record<string, unknown>),
    names: () => mock.calls().map((call) => call.args[0].constructor.name),
  };
}

/** The condition of a write did not hold. */
export const refused = () =>
  Object.assign(new Error('The conditional request failed'), { name: 'ConditionalCheckFailedException' });

/** Any other failure. */
export const throttled = () =>
  Object.assign(new Error('slow down'), { name: 'ProvisionedThroughputExceededException' });
