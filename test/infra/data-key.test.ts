// The data key: whatever is kept lies under it (FSBP S3.17, SQS.1), it is rotated (KMS.4), and who may use it for what follows from other rights (KMS.1).
import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { type Resource, said, synthesized } from './synthesized.ts';

const stages = ['local', 'dev', 'prod'].map((name) => [name, synthesized(name)] as const);

interface Statement {
  Sid?: string;
  Effect: string;
  Principal?: unknown;
  Action: string | string[];
  Resource: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

const list = (value: unknown) => [value].flat();
const of = (template: Template, type: string) => Object.entries(template.findResources(type)) as [string, Resource][];
const keyOf = (template: Template) => {
  const [key, ...others] = of(template, 'AWS::KMS::Key');
  expect(others).toEqual([]);
  return key!;
};

describe.each(stages)('%s', (stage, template) => {
  const [keyId, { Properties: key }] = keyOf(template);
  const ours = { 'Fn::GetAtt': [keyId, 'Arn'] };

  it('every table, queue and bucket lies under it; only the console’s pages, which are public, do not', () => {
    const under: [string, unknown][] = [
      ...of(template, 'AWS::DynamoDB::GlobalTable').flatMap(([id, { Properties }]) => {
        expect(Properties.SSESpecification).toEqual({ SSEEnabled: true, SSEType: 'KMS' });
        return Properties.Replicas.map((replica: Resource['Properties']) => [
          id,
          replica.SSESpecification?.KMSMasterKeyId,
        ]);
      }),
      ...of(template, 'AWS::SQS::Queue').map(([id, { Properties }]): [string, unknown] => {
        expect(Properties.KmsDataKeyReusePeriodSeconds).toBe(3600);
        return [id, Properties.KmsMasterKeyId];
      }),
      ...of(template, 'AWS::S3::Bucket')
        .filter(([id]) => !id.startsWith('Console'))
        .map(([id, { Properties }]): [string, unknown] => {
          const [rule] = Properties.BucketEncryption.ServerSideEncryptionConfiguration;
          expect(rule.BucketKeyEnabled).toBe(true);
          expect(rule.ServerSideEncryptionByDefault.SSEAlgorithm).toBe('aws:kms');
          return [id, rule.ServerSideEncryptionByDefault.KMSMasterKeyID];
        }),
    ];
    expect(under.length).toBeGreaterThan(20);
    for (const [id, by] of under) expect([id, by]).toEqual([id, ours]);
    // another kind of store would have to be looked at here
    for (const type of ['AWS::DynamoDB::Table', 'AWS::SQS::QueueInlinePolicy', 'AWS::Kinesis::Stream'])
      expect(of(template, type)).toEqual([]);
  });

  it('is rotated, and outlives the stack where the table does', () => {
    const { DeletionPolicy } = template.findResources('AWS::KMS::Key')[keyId]!;
    const [[, table]] = Object.entries(template.findResources('AWS::DynamoDB::GlobalTable')) as [[string, typeof key]];
    expect(key.EnableKeyRotation).toBe(true);
    expect(DeletionPolicy).toBe(table.DeletionPolicy);
  });

  it('its policy names the account, and EventBridge for the queues of this stack; nobody else', () => {
    const [account, events, ...others] = key.KeyPolicy.Statement as Statement[];
    expect(others).toEqual([]);
    // whom the account's own policies let in: without this nobody could ever change the key's
    expect([account!.Action, said((account!.Principal as { AWS: unknown }).AWS)]).toEqual([
      'kms:*',
      'arn:<AWS::Partition>:iam::<AWS::AccountId>:root',
    ]);
    expect(events!.Principal).toEqual({ Service: 'events.amazonaws.com' });
    expect(events!.Action).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
    expect(events!.Condition?.StringEquals).toEqual({ 'aws:SourceAccount': { Ref: 'AWS::AccountId' } });
    // a queue that is not named by the stack would be refused, without a word
    expect(said(events!.Condition?.StringLike?.['kms:EncryptionContext:aws:sqs:arn'])).toBe(
      `arn:<AWS::Partition>:sqs:<AWS::Region>:<AWS::AccountId>:ravn-${stage}-*`,
    );
    for (const [, { Properties }] of of(template, 'AWS::SQS::Queue'))
      expect(Properties).not.toHaveProperty('QueueName');
  });

  it('each role may use it for what its other rights are about, through that service, and for nothing else', () => {
    const policies = of(template, 'AWS::IAM::Policy');
    expect(policies.length).toBeGreaterThan(35);
    for (const [id, { Properties }] of policies) {
      const statements = Properties.PolicyDocument.Statement as Statement[];
      const needed = statements.flatMap(({ Action, Resource: on }) =>
        list(Action).flatMap((action) => list(on).flatMap((resource) => needs(String(action), said(resource)))),
      );
      const given = statements.filter(ofTheKey).flatMap(({ Action, Resource: on, Condition = {} }) => {
        expect(on).toEqual(ours);
        expect(Object.keys(Condition)).toEqual(['StringEquals']);
        const { 'kms:ViaService': via, ...contexts } = Condition.StringEquals!;
        const [[context, holders], ...others] = Object.entries(contexts) as [[string, unknown]];
        expect(others).toEqual([]);
        return list(Action).flatMap((action) =>
          list(holders).map((holder) => `${action} via ${said(via)}: ${context} ${said(holder)}`),
        );
      });
      expect([id, [...new Set(given)].sort()]).toEqual([id, [...new Set(needed)].sort()]);
    }
  });
});

const ofTheKey = ({ Action }: Statement) => list(Action).some((action) => String(action).startsWith('kms:'));

/** What AWS's own pages say an action on something encrypted needs of the key, as it must be given. */
function needs(action: string, resource: string): string[] {
  const service = action.split(':')[0]!;
  const [contextKey, uses] = neededFor[action] ?? neededFor[service] ?? ['', []];
  const holder = resource.split('/')[0];
  return uses.map(
    (use) => `kms:${use} via ${service}.<AWS::Region>.amazonaws.com: kms:EncryptionContext:${contextKey} ${holder}`,
  );
}

const neededFor: Record<string, [contextKey: string, uses: string[]]> = {
  dynamodb: ['aws:dynamodb:tableName', ['Decrypt']],
  's3:GetObject': ['aws:s3:arn', ['Decrypt']],
  's3:PutObject': ['aws:s3:arn', ['GenerateDataKey']],
  'sqs:SendMessage': ['aws:sqs:arn', ['GenerateDataKey', 'Decrypt']],
  'sqs:ReceiveMessage': ['aws:sqs:arn', ['Decrypt']],
};
