// The table: everything Ravn remembers, one table with one sparse index.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, type CfnGlobalTable, ProjectionType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { keptMs } from '../shared/model/retention.ts';
import type { Binding } from './bind.ts';
import type { DataKey } from './data-key.ts';
import type { Stage } from './stage.ts';

/** What a function may do with single items, or with the items under one partition key. */
export type ItemAction = 'GetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'BatchWriteItem' | 'Query';

const listedIndex = 'listed';

export class Table extends Construct {
  readonly table: TableV2;
  readonly #key: DataKey;

  constructor(
    scope: Construct,
    id: string,
    { deletionProtection, key }: Pick<Stage, 'deletionProtection'> & { key: DataKey },
  ) {
    super(scope, id);
    this.#key = key;
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      globalSecondaryIndexes: [
        {
          indexName: listedIndex,
          partitionKey: { name: 'listed', type: AttributeType.STRING },
          sortKey: { name: 'pk', type: AttributeType.STRING },
          projectionType: ProjectionType.ALL,
        },
      ],
      timeToLiveAttribute: 'ttl',
      billing: Billing.onDemand(),
      // 35 days is the most there is, and the age within which an erased customer has left the backups too
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: Duration.millis(keptMs.backup).toDays(),
      },
      deletionProtection,
      removalPolicy: deletionProtection ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    // Not the CDK's `encryption`: with a key of ours that wants the region at synthesis, and a stage is not bound to one.
    const table = this.table.node.defaultChild as CfnGlobalTable;
    table.sseSpecification = { sseEnabled: true, sseType: 'KMS' };
    table.addPropertyOverride('Replicas.0.SSESpecification', { KMSMasterKeyId: key.key.keyArn });
  }

  /** `TABLE_NAME` and exactly these actions on the table's items. */
  allow(...actions: ItemAction[]): Binding {
    return this.#binding(actions, this.table.tableArn);
  }

  /** `TABLE_NAME` and the right to query the sparse index: what names a customer, or is found by another key than its own. */
  allowListing(): Binding {
    return this.#binding(['Query'], `${this.table.tableArn}/index/${listedIndex}`);
  }

  #binding(actions: ItemAction[], resource: string): Binding {
    return {
      variable: 'TABLE_NAME',
      value: this.table.tableName,
      actions: actions.map((action) => `dynamodb:${action}`),
      resources: [resource],
      key: this.#key.forTable(this.table.tableName),
    };
  }
}
