// `npm run permissions`: writes docs/permissions.md, every right that the template gives, so that a change of one is a line of a pull request.
// With `--check` it compares instead.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import cdk from '../cdk.json' with { type: 'json' };
import { readStage, type Stage } from './stage.ts';

const file = resolve(import.meta.dirname, '../docs/permissions.md');

/** A synthesized template, or as much of it as says who may do what. */
export interface PermissionTemplate {
  Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
}

interface Statement {
  Effect: 'Allow' | 'Deny';
  Principal?: unknown;
  Action: string | string[];
  Resource?: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

/** The stage whose rights are listed: prod as its file says, and the rights of the mirror and of alarms by e-mail, which it does not ask for. */
export const listedStage = (): Stage => ({
  ...readStage('prod'),
  mirrorGeofences: 'ravn',
  alarmEmails: ['on-call@example.org'],
});

/** The page. The same for the same rights: names without CloudFormation's hashes, no account, all of it sorted. */
export function permissionsPage({ Resources }: PermissionTemplate): string {
  const resources = Object.entries(Resources).map(([id, { Type, Properties = {} }]) => ({
    id,
    type: Type,
    Properties,
  }));
  const of = (type: string) => resources.filter((resource) => resource.type === type);
  const functions = of('AWS::Lambda::Function').map(({ id, Properties }) => ({
    id: said({ Ref: id }),
    name: String(variables(Properties).POWERTOOLS_SERVICE_NAME ?? said({ Ref: id })),
    role: said(Properties.Role),
  }));
  const holder = (role: string) => functions.find((fn) => fn.role === role)?.name ?? role;
  const called = (fn: string) => functions.find(({ id }) => id === fn)?.name ?? fn;

  const rights = [...of('AWS::IAM::Policy'), ...of('AWS::IAM::ManagedPolicy')].flatMap(({ Properties }) =>
    ([Properties.Roles].flat() as unknown[]).flatMap((role) =>
      statementsIn(Properties.PolicyDocument).flatMap((statement) =>
        [statement.Resource].flat().map((on) => ({ cells: [holder(said(role)), said(on)], statement })),
      ),
    ),
  );
  const elsewhere = of('AWS::IAM::Role').flatMap(({ id, Properties }) => [
    ...([Properties.ManagedPolicyArns ?? []].flat() as unknown[]).map((arn) => [
      holder(said({ Ref: id })),
      said(arn),
      'all that it says',
      '',
    ]),
    ...((Properties.Policies ?? []) as { PolicyDocument: unknown }[]).flatMap(({ PolicyDocument }) =>
      statementsIn(PolicyDocument).map((statement) => [
        holder(said({ Ref: id })),
        said(statement.Resource),
        ...may(statement),
      ]),
    ),
  ]);
  const trusts = of('AWS::IAM::Role').flatMap(({ id, Properties }) =>
    statementsIn(Properties.AssumeRolePolicyDocument)
      .map((statement) => [holder(said({ Ref: id })), principal(statement.Principal), ...may(statement)])
      .filter(
        (cells) =>
          !(
            functions.some(({ name }) => name === cells[0]) &&
            cells.slice(1).join() === 'lambda.amazonaws.com,sts:AssumeRole,'
          ),
      ),
  );
  const calls = of('AWS::Lambda::Permission').map(({ Properties }) => [
    called(said(Properties.FunctionName)),
    said(Properties.Principal),
    said(Properties.SourceArn ?? 'anywhere'),
    said(Properties.Action),
  ]);
  const policies = resources
    .filter(({ type }) => !type.startsWith('AWS::IAM::'))
    .flatMap(({ id, Properties }) =>
      Object.values(Properties).flatMap((property) =>
        statementsIn(property).flatMap((statement) =>
          [statement.Resource]
            .flat()
            .map((on) => [
              on === undefined || on === '*' ? said({ Ref: id }) : said(on),
              principal(statement.Principal),
              ...may(statement),
            ]),
        ),
      ),
    );

  return `${[
    '# Who may do what',
    `Every right that the template gives, of the stage \`prod\` with a mirror of geofences and alarms by e-mail: made by \`npm run permissions\`, compared by a test.
Names are those of the template, without CloudFormation's hashes. \`traces\` adds X-Ray's two actions to each function. Who may call which route is in [openapi.json](openapi.json).`,
    '## What functions and schedules may do',
    'Each has a role of its own.',
    table(['who', 'on', 'may', 'if'], [...merged(rights), ...elsewhere]),
    '## Who may take on a role',
    'Each function’s role: Lambda, and nobody else. Beside those:',
    table(['role', 'who', 'may', 'if'], trusts),
    '## Who may call a function',
    table(['function', 'who', 'from', 'may'], calls),
    '## What others may do to buckets, queues and whatever has a policy',
    table(['on', 'who', 'may', 'if'], policies),
  ].join('\n\n')}\n`;
}

const variables = (properties: Record<string, unknown>) =>
  (properties.Environment as { Variables?: Record<string, unknown> } | undefined)?.Variables ?? {};

/** The statements of what may be a policy: any property that has some is taken for one, whatever its resource calls it. */
function statementsIn(property: unknown): Statement[] {
  const statements = (property as { Statement?: Statement | Statement[] } | null)?.Statement;
  const found = statements === undefined ? [] : [statements].flat();
  for (const statement of found)
    for (const key of Object.keys(statement))
      if (!['Sid', 'Effect', 'Principal', 'Action', 'Resource', 'Condition'].includes(key))
        throw new Error(`A policy says ${key}, which this page has no words for`);
  return found;
}

/** Two cells: the actions, and what they depend on. */
function may({ Effect, Action, Condition = {} }: Statement): [string, string] {
  const actions = [...new Set([Action].flat())].sort().join(', ');
  const conditions = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => `${operator} ${key} ${[value].flat().map(said).sort().join(' or ')}`),
  );
  return [Effect === 'Deny' ? `never ${actions}` : actions, conditions.sort().join(', ')];
}

/** One row for each holder, resource and condition, however the statements are cut. */
function merged(rights: { cells: string[]; statement: Statement }[]): string[][] {
  const rows = Object.groupBy(rights, ({ cells, statement: { Effect, Condition } }) =>
    JSON.stringify([...cells, Effect, Condition]),
  );
  return Object.values(rows).map((alike) => {
    const [first] = alike!;
    return [
      ...first!.cells,
      ...may({ ...first!.statement, Action: alike!.flatMap(({ statement }) => statement.Action) }),
    ];
  });
}

const principal = (who: unknown): string =>
  typeof who === 'object' && who !== null ? Object.values(who).flat().map(said).sort().join(', ') : said(who);

/** A reference as a reader says it: `{ "Fn::GetAtt": ["Table710B521B", "Arn"] }` is `Table`. */
export function said(reference: unknown): string {
  if (typeof reference !== 'object' || reference === null) return String(reference);
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = reference as Record<string, unknown>;
  if (typeof Ref === 'string') return Ref.startsWith('AWS::') ? `<${Ref}>` : withoutHash(Ref);
  if (Array.isArray(attribute)) return withoutHash(attribute[0]);
  if (Array.isArray(join)) return join[1].map(said).join('');
  throw new Error(`Cannot say ${JSON.stringify(reference)}`);
}

const withoutHash = (logicalId: string) => logicalId.replace(/[0-9A-F]{8}$/, '');

/** Rows in the order of their letters, each cell as code: `*` and `<` mean nothing to Markdown there. */
function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const lines = rows.map((cells) => line(cells.map((cell) => cell && `\`${cell}\``)));
  return [line(head), line(head.map(() => '---')), ...new Set(lines.sort())].join('\n');
}

/** Synthesizes the stage in a folder of its own. */
async function listedTemplate(): Promise<PermissionTemplate> {
  const { App } = await import('aws-cdk-lib');
  const { buildFunctions } = await import('./build.ts');
  const { RavnStack } = await import('./stack.ts');
  const folder = mkdtempSync(join(tmpdir(), 'ravn-permissions-'));
  try {
    await buildFunctions({ into: join(folder, 'bundles') });
    const app = new App({ context: cdk.context, outdir: join(folder, 'out') });
    new RavnStack(app, 'Ravn', { stage: listedStage(), bundles: join(folder, 'bundles') });
    return app.synth().getStackArtifact('Ravn').template;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
  const page = permissionsPage(await listedTemplate());
  if (!values.check) writeFileSync(file, page);
  else if (readFileSync(file, 'utf8') !== page) {
    console.error(
      'docs/permissions.md is not what the template gives: `npm run permissions`, and look at what has changed',
    );
    process.exitCode = 1;
  }
}
