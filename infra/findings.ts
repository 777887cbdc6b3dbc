// Findings: the stack is held against AWS's own rules (cdk-nag) as it is synthesized. What is meant all the same is said where it is decided, with its reason.
import { type App, type CfnElement, Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import type { Construct, IConstruct } from 'constructs';

type Rule = `AwsSolutions-${string}` | `Serverless-${string}`;

/** Has the app checked. Synthesis ends with an error that names each finding nobody has said to be meant. */
export function findIn(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
}

/** What the rules find at this construct, or below it, is meant. */
export function meant(at: Construct, reason: string, ...rules: Rule[]): void {
  const acknowledged = rules.map((rule) => ({ id: `${rule.slice(0, rule.indexOf('-'))}::${rule}`, reason }));
  Validations.of(at).acknowledge(...acknowledged);
}

/** Rights to whatever lies under one prefix of one resource, `Bucket/models/*` say, are meant: nothing narrower has a name. */
export function meantBelow(resource: IConstruct, suffix: `/${string}*` | ':*', reason: string): void {
  const stack = Stack.of(resource);
  const logicalId = stack.getLogicalId(resource.node.defaultChild as CfnElement);
  meant(stack, reason, `AwsSolutions-IAM5[Resource::<${logicalId}.Arn>${suffix}]`);
}
