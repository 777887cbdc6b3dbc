// How often the services ask for the stage's key: by role and by what it may use, whatever comes in.

/**
 * In a month of 30 days, for one role and one table or queue: DynamoDB keeps a table's key for five minutes, SQS a queue's for an
 * hour (infra/data-key.ts). S3 keeps its bucket key too; for how long is not published.
 */
const aMonth = { table: 8640, queue: 720 };

interface Statement {
  Action: string | string[];
  Condition?: { StringEquals?: Record<string, unknown[]> };
}

/** A month's calls if every role of the template that may use the key were at work all the time. */
export function mostKeyCalls(resources: { Type: string; Properties: Record<string, unknown> }[]): number {
  return resources
    .filter(({ Type }) => Type === 'AWS::IAM::Policy')
    .flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement)
    .reduce((sum, { Action, Condition: { StringEquals: only = {} } = {} }) => {
      const tables = only['kms:EncryptionContext:aws:dynamodb:tableName']?.length ?? 0;
      const queues = only['kms:EncryptionContext:aws:sqs:arn']?.length ?? 0;
      return sum + tables * aMonth.table + queues * [Action].flat().length * aMonth.queue;
    }, 0);
}
