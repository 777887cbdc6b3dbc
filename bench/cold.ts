// A cold start: bytes of each function's bundle and the processor time its import takes in a fresh process, as a ratio to an empty handler with a DynamoDB client.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { addTraces, buildFunctions } from '../infra/build.ts';

const starts = 9;
/** Its own clients only: what stands in the environment a function reads as it loads. */
const environment = {
  AWS_REGION: 'eu-north-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  POWERTOOLS_DEV: 'false',
  NODE_OPTIONS: '--enable-source-maps', // as infra/lambdas.ts
};

export async function run(): Promise<void> {
  // within the project, so that the empty handler finds the SDK
  const folder = mkdtempSync(join(resolve(import.meta.dirname, '..'), '.local-cold-'));
  try {
    mkdirSync(join(folder, 'functions/empty'), { recursive: true });
    writeFileSync(join(folder, 'functions/empty/index.ts'), emptyHandler);
    const [empty] = await buildFunctions({ from: join(folder, 'functions'), into: join(folder, 'empty') });
    const bundles = await buildFunctions({ into: join(folder, 'built') });

    // with `traces` of the stage on: its entry, and the function behind it
    await addTraces(join(folder, 'built'));
    const reporting = bundles.find(({ name }) => name === 'report-position')!;
    const entry = join(folder, 'built/report-position/traced.mjs');
    bundles.push({
      ...reporting,
      name: 'report-position, traced',
      file: entry,
      bytes: reporting.bytes + statSync(entry).size,
    });

    const times = await importTimes([empty!.file, ...bundles.map(({ file }) => file)]);
    const floor = times.get(empty!.file)!;
    process.stdout.write(
      `\nImport of a bundle in a fresh process, processor time, median of ${starts} in turn, Node ${process.version}; empty: a handler with a DynamoDB client\n\n`,
    );
    process.stdout.write(`${row(['', 'kB', 'ms', '× empty'])}\n`);
    for (const { name, file, bytes } of [empty!, ...bundles]) {
      const milliseconds = times.get(file)!;
      process.stdout.write(
        `${row([name, (bytes / 1000).toFixed(0), milliseconds.toFixed(0), (milliseconds / floor).toFixed(2)])}\n`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const emptyHandler = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
const client = DynamoDBDocumentClient.from(new DynamoDBClient());
export const handler = async () => client !== undefined;
`;

/** Milliseconds of processor time by file (a busy machine lengthens the other), the median of several fresh processes each, in turn. */
async function importTimes(files: string[]): Promise<Map<string, number>> {
  const times = new Map<string, number[]>(files.map((file) => [file, []]));
  for (let start = 0; start < starts; start++) {
    for (const file of files) {
      const script = `const from = process.cpuUsage(); await import(${JSON.stringify(file)}); const { user, system } = process.cpuUsage(from); console.log((user + system) / 1000);`;
      const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
        env: { ...process.env, ...environment },
      });
      times.get(file)!.push(Number(stdout));
    }
  }
  return new Map([...times].map(([file, of]) => [file, of.sort((a, b) => a - b)[Math.floor(starts / 2)]!]));
}

function row([first, ...cells]: (string | number)[]): string {
  return `${String(first).padEnd(28)}${cells.map((cell) => String(cell).padStart(10)).join('')}`;
}
