// Binding: a function learns the name of a resource and gets the right to use it in one call, so neither is ever given alone.
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type KeyUse, keyStatements } from './data-key.ts';

/** One resource as one function sees it. */
export interface Binding {
  /** The environment variable that names it, or holds it where there is nothing to be allowed. */
  variable: string;
  value: string;
  actions: string[];
  resources: string[];
  /** What these actions need the key for that the resource lies under. */
  key?: KeyUse;
}

/** Gives the function each binding's variable and right, and what that right takes of the key. */
export function bind(to: LambdaFunction & IGrantable, bindings: Binding[]): void {
  for (const { variable, value, actions, resources } of bindings) {
    to.addEnvironment(variable, value);
    // a setting names nothing that anybody had to be let in to
    if (actions.length > 0) to.addToRolePolicy(new PolicyStatement({ actions, resources }));
  }
  for (const statement of keyStatements(bindings.flatMap(({ key }) => key ?? []))) to.addToRolePolicy(statement);
}
