// `npm run tombstones`: after a restore, erases once more whoever had been erased. Before anything else uses the table.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { dynamoCustomers } from '../shared/adapters/dynamodb/customers.ts';
import { dynamoPersonalRecords } from '../shared/adapters/dynamodb/personal-records.ts';
import { documentClient } from '../shared/adapters/dynamodb/table.ts';
import { dynamoTombstones } from '../shared/adapters/dynamodb/tombstones.ts';
import { sealFrom } from '../shared/adapters/jose/seal.ts';
import { s3KeptTombstones } from '../shared/adapters/s3/tombstone-archive.ts';
import { reapplyTombstones } from '../shared/usecases/reapply-tombstones.ts';

const usage = `npm run tombstones -- --table <name> --bucket <name>
  --table <name>     the restored table
  --bucket <name>    the catalogue bucket, where the tombstones are kept (BucketName of the stack's outputs)
Region and credentials are the AWS SDK's own; the erasure secret is expected in ERASURE_SECRET:
  ERASURE_SECRET=$(aws secretsmanager get-secret-value --secret-id <ErasureSecret…> --query SecretString --output text)
Reads the whole table. Interrupted, it is run again. Refuses to begin where tombstones were made with a key that is not in the secret. Exit code: 0 done, 2 not understood.`;

try {
  const { values } = parseArgs({
    options: { table: { type: 'string' }, bucket: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) console.log(usage);
  else await run(values);
} catch (error) {
  console.error(`${(error as Error).message}\n\n${usage}`);
  process.exitCode = 2;
}

async function run({ table, bucket }: { table?: string; bucket?: string }): Promise<void> {
  if (!table || !bucket) throw new Error('--table and --bucket are needed');
  if (!process.env.ERASURE_SECRET) throw new Error('ERASURE_SECRET is not set');
  const at = { table, client: documentClient({ random: Math.random }) };
  const { tombstones, erased, items } = await reapplyTombstones(
    {
      customers: dynamoCustomers(at),
      records: dynamoPersonalRecords({ ...at, sleep }),
      tombstones: dynamoTombstones(at),
      archive: s3KeptTombstones({ bucket }),
      seal: sealFrom(process.env.ERASURE_SECRET),
    },
    Date.now(),
  );
  console.log(`${tombstones} tombstones; ${erased} customers erased once more, ${items} items`);
}
