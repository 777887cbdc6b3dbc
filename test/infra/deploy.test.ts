// `npm run deploy`: refuses what is not ready to be deployed, and hands the rest on to the CDK CLI.
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const deploy = (...words: string[]) =>
  spawnSync(process.execPath, [join(root, 'infra/deploy.ts'), ...words], { cwd: root, encoding: 'utf8' });

it.each([
  ['no stage', [], 'Which stage? npm run deploy -- --stage dev'],
  ['a stage without a name', ['--stage'], 'Which stage? npm run deploy -- --stage dev'],
  ['a stage there is not', ['--stage', 'acme'], 'infra/stages/acme.json: there is no such stage'],
  [
    'a stage as the example left it',
    ['--stage=prod'],
    'infra/stages/prod.json: push.applicationId: still the example’s',
  ],
  ['the laptop', ['--stage', 'local'], 'infra/stages/local.json: push.applicationId: still the example’s'],
])('refuses %s', (_, words, message) => {
  const { status, stderr } = deploy(...words);
  expect(stderr).toContain(message);
  expect(status).toBe(1);
});

it.each([[['--stage', 'dev', '--help']], [['--help', '--stage=dev']]])('hands on %j', (words) => {
  const { status, stdout } = deploy(...words);
  expect(stdout).toContain('cdk deploy [STACKS..]');
  expect(status).toBe(0);
});
