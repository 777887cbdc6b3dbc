// The CDK app: one stage, one stack. Started by the CDK CLI (cdk.json) or by infra/synthesize.ts, which needs no CLI.
import { resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import cdk from '../cdk.json' with { type: 'json' };
import { addTraces, buildFunctions } from './build.ts';
import { readStage } from './stage.ts';

const app = new App({
  // said here too, because only the CLI hands them in; asset metadata is how a local cloud finds a function's code
  context: { ...cdk.context, 'aws:cdk:enable-asset-metadata': true },
});
const stage = readStage(app.node.tryGetContext('stage') ?? process.env.STAGE ?? 'dev');
// a laptop's `npm start -- --traces`; elsewhere the stage's file says it
if (process.env.RAVN_TRACES === 'true') stage.traces = true;

// Bundling runs in esbuild's own process while this one loads the constructs, which takes about as long.
const bundles = resolve(process.env.RAVN_BUNDLES ?? 'dist');
const built = buildFunctions({ into: bundles });
const { findIn } = await import('./findings.ts');
const { RavnStack } = await import('./stack.ts');
await built;
if (stage.traces) await addTraces(bundles);

findIn(app);
new RavnStack(app, 'Ravn', { stage, bundles });
app.synth();
