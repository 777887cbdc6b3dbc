// What the tests of the running cloud run: the stage `local`, synthesized once for all of them, and again when a source has changed.
import { join } from 'node:path';
import { synthesize } from '../../infra/synthesize.ts';

/** Not a temporary folder: the next run finds it there. */
export const keptAssembly = join(import.meta.dirname, '../../.local/tests/assembly');

/** The folder of the cloud assembly: the template and the built functions; with `traces` another, whose functions trace. */
export async function localAssembly({ traces = false } = {}): Promise<string> {
  const outdir = traces ? `${keptAssembly}-traced` : keptAssembly;
  const { assemblyDir } = await synthesize({ stage: 'local', outdir, traces });
  return assemblyDir;
}
