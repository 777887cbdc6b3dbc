// Synthesis without the CLI: complete, repeated only when a source has changed, and honest when it fails.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { functionTable } from '../../infra/functions.ts';
import { hashSources, synthesize } from '../../infra/synthesize.ts';
import { keptAssembly } from '../support/assembly.ts';

const home = mkdtempSync(join(tmpdir(), 'ravn-synthesis-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('synthesize', () => {
  it('says why it failed, and does not take what it left for a result', async () => {
    const outdir = join(home, 'assembly');
    const failure = 'infra/stages/nowhere.json: there is no such stage';
    await expect(synthesize({ stage: 'nowhere', outdir })).rejects.toThrow(failure);
    await expect(synthesize({ stage: 'nowhere', outdir })).rejects.toThrow(failure);
  });

  // Building takes ten seconds of a processor: what is made here, test/local runs.
  const outdir = keptAssembly;

  it('gives a template whose functions lie where it says, again if it was interrupted', async () => {
    rmSync(join(outdir, 'made-from.sha256'), { force: true });
    const { cached, template, assemblyDir, stackName, steps } = await synthesize({ stage: 'local', outdir });
    expect({ cached, assemblyDir, stackName }).toEqual({ cached: false, assemblyDir: outdir, stackName: 'ravn-local' });
    expect(steps.map(({ name }) => name)).toEqual(['compare sources', 'bundle and synthesize']);
    const resources = Object.values(JSON.parse(readFileSync(template, 'utf8')).Resources) as {
      Type: string;
      Metadata: Record<string, string>;
    }[];
    const functions = resources.filter(({ Type }) => Type === 'AWS::Lambda::Function');
    expect(functions.length).toBe(Object.keys(functionTable).length);
    for (const { Metadata } of functions)
      expect(existsSync(join(assemblyDir, String(Metadata['aws:asset:path']), 'index.mjs'))).toBe(true);
    // the template follows the flags of cdk.json although no CLI handed them in
    expect(resources.map(({ Type }) => Type)).not.toContain('AWS::CDK::Metadata');
  });

  it('does nothing while nothing has changed', async () => {
    const before = readFileSync(join(outdir, 'manifest.json'), 'utf8');
    const { cached, steps } = await synthesize({ stage: 'local', outdir });
    expect(cached).toBe(true);
    expect(steps.map(({ name }) => name)).toEqual(['compare sources']);
    expect(readFileSync(join(outdir, 'manifest.json'), 'utf8')).toBe(before);
  });
});

describe('the hash of the sources', () => {
  const root = join(home, 'sources');
  const write = (file: string, content: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
  };
  write('functions/a/index.ts', 'a');
  write('functions/b/index.ts', 'b');
  write('infra/stages/local.json', '{}');
  write('package-lock.json', '{}');
  let last = hashSources(root, 'local');
  const changes = () => {
    const before = last;
    last = hashSources(root, 'local');
    return last !== before;
  };

  it.each<[string, () => void]>([
    ['a changed function', () => write('functions/a/index.ts', 'a2')],
    [
      'two that changed places',
      () => {
        write('functions/a/index.ts', 'b');
        write('functions/b/index.ts', 'a2');
      },
    ],
    ['a new file in shared', () => write('shared/core/x.ts', '')],
    ['a renamed file', () => renameSync(join(root, 'shared/core/x.ts'), join(root, 'shared/core/y.ts'))],
    ['a removed file', () => rmSync(join(root, 'shared/core/y.ts'))],
    ['an event', () => write('events/e.ts', '')],
    ['a contract', () => write('api/c.ts', '')],
    ['a stage', () => write('infra/stages/local.json', '{ }')],
    ['the CDK’s settings', () => write('cdk.json', '{}')],
    ['a dependency', () => write('package-lock.json', '{ }')],
  ])('changes with %s', (_, change) => {
    change();
    expect(changes()).toBe(true);
  });

  it('changes with the stage, and not with what the template is not made from', () => {
    expect(hashSources(root, 'dev')).not.toBe(last);
    write('README.md', 'x');
    write('local/start.ts', 'x');
    write('test/infra/x.test.ts', 'x');
    expect(changes()).toBe(false);
  });
});
