// `npm run deploy -- --stage prod`: checks the stage and who is signed in, runs `cdk deploy`, and puts the console into its bucket.
// `--stage` takes a name or the path of a file; what follows is handed on to the CLI. With `--preflight` nothing is deployed: it says
// what would stop a deployment in this account, and the way round.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exampleFields, locateStage, readStage } from './stage.ts';

const { values, tokens } = parseArgs({
  options: {
    stage: { type: 'string' },
    preflight: { type: 'boolean' },
    profile: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
  strict: false,
  tokens: true,
});
const named = tokens.find((token) => token.kind === 'option' && token.name === 'stage');

try {
  if (typeof values.stage !== 'string' || !named) throw new Error('Which stage? npm run deploy -- --stage dev');
  const stage = readStage(values.stage);
  const { path } = locateStage(values.stage);
  const examples = Object.entries(exampleFields(stage));
  if (examples.length > 0)
    throw new Error(examples.map(([field, what]) => `${path}: ${field}: still the example’s: ${what}`).join('\n'));

  // the CLI's own flag; what is asked and uploaded here goes by it too
  if (typeof values.profile === 'string') process.env.AWS_PROFILE = values.profile;
  if (values.preflight === true) {
    const { preflight, thisAccount } = await import('./preflight.ts');
    const { told } = await import('./preflight-finding.ts');
    const findings = await preflight(stage, thisAccount());
    process.stdout.write(told(findings));
    process.exitCode = findings.some(({ weight }) => weight === 'stops') ? 1 : 0;
  } else {
    if (!values.help) {
      const { signedIn, thisAccount } = await import('./preflight.ts');
      const { told } = await import('./preflight-finding.ts');
      const who = await signedIn(thisAccount());
      // said before the build; the CLI would say it after
      if (who.weight === 'stops') throw new Error(told([who]));
    }
    const handedOn = process.argv.slice(2).toSpliced(named.index, named.kind === 'option' && named.inlineValue ? 1 : 2);
    const cli = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
    const folder = mkdtempSync(join(tmpdir(), 'ravn-deploy-'));
    const outputs = join(folder, 'outputs.json');
    const command = [cli, 'deploy', '--context', `stage=${values.stage}`, '--outputs-file', outputs, ...handedOn];
    const status = spawnSync(process.execPath, command, { stdio: 'inherit' }).status ?? 1;
    const stack = existsSync(outputs) ? Object.values(JSON.parse(readFileSync(outputs, 'utf8')))[0] : undefined;
    rmSync(folder, { recursive: true });
    const { ConsoleBucketName: bucket, ConsoleUrl: url } = (stack ?? {}) as Record<string, string | undefined>;
    if (status === 0 && bucket) {
      const { uploadConsole } = await import('./upload-console.ts');
      console.log(`${await uploadConsole(stage, bucket)} files of the console are at ${url}`);
    }
    process.exitCode = status;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
