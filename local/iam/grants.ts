// AWS::IAM::Role and AWS::IAM::Policy: what each function may do, read from the policies of its role and asked as IAM asks them.
// Not checked: resource policies, the roles of schedules, and what Lambda's own poller needs of a function's role (a deployment
// refuses a mapping without it), and rights to keys, for nothing is encrypted here (test/infra/data-key.test.ts checks them). S3 answers a missing object with 403 to who may not list the bucket; here it stays a 404.
import { type Resolver, resourcesOf, type Template } from '../template/template.ts';

export interface Statement {
  effect: 'Allow' | 'Deny';
  actions: RegExp[];
  resources: RegExp[];
}

/** Can be handed to a worker: structured clones carry regular expressions. */
export interface Grants {
  accountId: string;
  /** Whom IAM names in a refusal: the role as one function has assumed it. */
  principalArn: string;
  statements: Statement[];
}

interface FunctionWithRole {
  logicalId: string;
  functionName: string;
  /** As the function's property `Role` resolves. */
  roleArn: string | undefined;
}

/** The grants of a function's role. Throws, naming the policy, on anything in it that is not imitated. */
export function readGrants(template: Template, resolve: Resolver, fn: FunctionWithRole): Grants {
  const [logicalId, role] =
    resourcesOf(template, 'AWS::IAM::Role').find(
      ([id]) => resolve.value({ 'Fn::GetAtt': [id, 'Arn'] }) === fn.roleArn,
    ) ?? [];
  if (!logicalId || !role) throw new Error(`Function ${fn.logicalId}: its role ${fn.roleArn} is not in the template.`);
  for (const property of ['ManagedPolicyArns', 'PermissionsBoundary'])
    if (property in role.Properties) throw new Error(`Role ${logicalId}: ${property} is not imitated.`);

  const roleName = resolve.physicalName(logicalId);
  const inline = (resolve.value(role.Properties.Policies) ?? []) as { PolicyName: string; PolicyDocument: unknown }[];
  const attached = resourcesOf(template, 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy')
    .filter(([, { Properties }]) => ((resolve.value(Properties.Roles) ?? []) as string[]).includes(roleName))
    .map(([id, { Properties }]) => ({ PolicyName: id, PolicyDocument: resolve.value(Properties.PolicyDocument) }));
  const accountId = String(fn.roleArn).split(':')[4]!;
  return {
    accountId,
    principalArn: `arn:aws:sts::${accountId}:assumed-role/${roleName}/${fn.functionName}`,
    statements: [...inline, ...attached].flatMap(({ PolicyName, PolicyDocument }) =>
      readPolicy(`Policy ${PolicyName} of role ${logicalId}`, PolicyDocument),
    ),
  };
}

const statementKeys = ['Sid', 'Effect', 'Action', 'Resource'];

/** Exported for its tests. `policy` names it in errors; the document's intrinsic functions are resolved. */
export function readPolicy(policy: string, document: unknown): Statement[] {
  const { Statement: statements } = document as { Statement: Record<string, unknown>[] | Record<string, unknown> };
  return [statements].flat().flatMap((statement) => {
    if (ofKeysAlone(statement)) return [];
    const unknown = Object.keys(statement).filter((key) => !statementKeys.includes(key));
    if (unknown.length > 0) throw new Error(`${policy}: ${unknown.join(', ')} is not imitated.`);
    const { Effect, Action, Resource } = statement;
    if (Effect !== 'Allow' && Effect !== 'Deny')
      throw new Error(`${policy}: Effect ${Effect} is neither Allow nor Deny.`);
    if (!Action || !Resource) throw new Error(`${policy}: a statement without Action or Resource.`);
    const resources = [Resource].flat() as string[];
    const variable = resources.find((resource) => resource.includes('${'));
    if (variable) throw new Error(`${policy}: policy variables are not imitated (${variable}).`);
    return {
      effect: Effect,
      actions: ([Action].flat() as string[]).map((action) => new RegExp(`^${wild(action, '.')}$`, 'i')),
      resources: resources.map(resourcePattern),
    };
  });
}

const ofKeysAlone = ({ Action }: Record<string, unknown>) =>
  Action !== undefined && ([Action].flat() as string[]).every((action) => action.startsWith('kms:'));

/** IAM JSON policy elements, "Resource": a wildcard replaces nothing beyond its segment of the ARN, except a lone `*`. */
function resourcePattern(resource: string): RegExp {
  if (resource === '*') return /^/;
  const segments = resource.split(':');
  const head = segments.slice(0, 5).map((segment) => wild(segment, '[^:]'));
  return new RegExp(`^${[...head, wild(segments.slice(5).join(':'), '.')].join(':')}$`, 's');
}

/** The pattern as a regular expression: `*` is any number of, `?` exactly one `character`. */
const wild = (pattern: string, character: string) =>
  pattern.replaceAll(/[*?]|[^*?\w]/g, (sign) =>
    sign === '*' ? `${character}*` : sign === '?' ? character : `\\${sign}`,
  );

/**
 * Why IAM would refuse the action (`dynamodb:Query`) on the resource (an ARN), in the words it ends its refusals with;
 * undefined if it is allowed. A deny outweighs every allow.
 */
export function whyRefused(statements: Statement[], action: string, resource: string): string | undefined {
  const applying = statements.filter(
    ({ actions, resources }) =>
      actions.some((pattern) => pattern.test(action)) && resources.some((pattern) => pattern.test(resource)),
  );
  if (applying.some(({ effect }) => effect === 'Deny')) return 'with an explicit deny in an identity-based policy';
  if (applying.length === 0) return `because no identity-based policy allows the ${action} action`;
  return undefined;
}
