// Calls of the key: so many a month for each role and table, fewer for a queue, twice for who sends.
import { expect, test } from 'vitest';
import { mostKeyCalls } from '../../bench/cost/key-calls.ts';

const policy = (Action: string | string[], context: Record<string, string[]>) => ({
  Type: 'AWS::IAM::Policy',
  Properties: { PolicyDocument: { Statement: [{ Action, Condition: { StringEquals: context } }, { Action: 's3:x' }] } },
});

test('a month’s calls follow from who may use the key for what', () => {
  const table = policy('kms:Decrypt', { 'kms:EncryptionContext:aws:dynamodb:tableName': ['T'] });
  const sender = policy(['kms:Decrypt', 'kms:GenerateDataKey'], { 'kms:EncryptionContext:aws:sqs:arn': ['A', 'B'] });
  expect(mostKeyCalls([table])).toBe(12 * 24 * 30);
  expect(mostKeyCalls([sender, table, { Type: 'AWS::SQS::Queue', Properties: {} }])).toBe(2 * 2 * 24 * 30 + 8640);
});
