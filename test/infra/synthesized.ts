// The stack as a template, for tests to look into: each stage synthesized once, with placeholders for the built functions.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import cdk from '../../cdk.json' with { type: 'json' };
import { type FunctionName, functionTable } from '../../infra/functions.ts';
import { RavnStack } from '../../infra/stack.ts';
import { readStage, type Stage } from '../../infra/stage.ts';

export interface Resource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation's own JSON, of which each test names the part it looks at
  Properties: any;
}

/** A stage's template, from its file or with parts of it changed. The CDK's own check of the template runs and must pass. */
export function synthesized(stage: string | Stage): Template {
  if (typeof stage !== 'string') return synthesize(stage);
  const template = templates.get(stage) ?? synthesize(readStage(stage));
  templates.set(stage, template);
  return template;
}

const templates = new Map<string, Template>();

function synthesize(stage: Stage): Template {
  const outdir = mkdtempSync(join(tmpdir(), 'ravn-synthesized-'));
  const app = new App({ context: cdk.context, outdir });
  const template = Template.fromStack(stackOf(app, stage));
  rmSync(outdir, { recursive: true });
  return template;
}

/** A stage's stack, not synthesized yet. */
export function stackOf(app: App, stage: Stage): RavnStack {
  const bundles = mkdtempSync(join(tmpdir(), 'ravn-bundles-'));
  for (const name of Object.keys(functionTable)) {
    mkdirSync(join(bundles, name));
    writeFileSync(join(bundles, name, 'index.mjs'), `export const handler = async () => '${name}';\n`);
  }
  const stack = new RavnStack(app, 'Ravn', { stage, bundles });
  rmSync(bundles, { recursive: true });
  return stack;
}

/** The template's functions by the name they have in functions/. */
export function functionsOf(template: Template): Record<FunctionName, Resource & { logicalId: string }> {
  const functions = Object.entries(template.findResources('AWS::Lambda::Function')).map(([logicalId, resource]) => [
    resource.Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME,
    { ...(resource as Resource), logicalId },
  ]);
  return Object.fromEntries(functions);
}

export { said } from '../../infra/permissions.ts';
