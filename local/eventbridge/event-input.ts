// What a rule's target gets of an event: all of it, or what Input, InputPath or InputTransformer makes of it.
// Source: "Amazon EventBridge input transformation", user guide.

export interface TargetInput {
  Input?: string;
  InputPath?: string;
  InputTransformer?: { InputPathsMap?: Record<string, string>; InputTemplate: string };
}

/** The payload as text. `rule` fills the variables that EventBridge reserves. */
export function targetPayload(input: TargetInput, event: unknown, rule: { name: string; arn: string }): string {
  if (input.Input !== undefined) return input.Input;
  if (input.InputPath !== undefined) return JSON.stringify(valueAt(input.InputPath, event) ?? {});
  if (input.InputTransformer === undefined) return JSON.stringify(event);
  const { InputPathsMap = {}, InputTemplate } = input.InputTransformer;
  const variables: Record<string, unknown> = {
    'aws.events.rule-name': rule.name,
    'aws.events.rule-arn': rule.arn,
    'aws.events.event': event,
    'aws.events.event.json': event,
    'aws.events.event.ingestion-time': (event as { time?: unknown }).time,
  };
  for (const [name, path] of Object.entries(InputPathsMap)) variables[name] = valueAt(path, event);
  return fillTemplate(InputTemplate, variables);
}

/** `$`, `$.detail.id`, `$.resources[0]`: the paths that EventBridge takes. Undefined if the event has no such value. */
function valueAt(path: string, event: unknown): unknown {
  if (!/^\$(\.[^.[\]]+|\[\d+\])*$/.test(path)) throw new Error(`The JSON path ${path} is not understood`);
  const steps = path.match(/[^.[\]$][^.[\]]*/g) ?? [];
  return steps.reduce<unknown>((value, step) => (value as Record<string, unknown> | undefined)?.[step], event);
}

// `<name>` becomes JSON outside quotes and plain, escaped text inside them; a variable without a value leaves nothing.
function fillTemplate(template: string, variables: Record<string, unknown>): string {
  let isQuoted = false;
  return template.replace(/\\.|"|<([\w.-]+)>/g, (token, name: string | undefined) => {
    if (token === '"') isQuoted = !isQuoted;
    if (name === undefined) return token;
    const value = variables[name];
    if (value === undefined) return '';
    if (!isQuoted) return JSON.stringify(value);
    return JSON.stringify(typeof value === 'string' ? value : JSON.stringify(value)).slice(1, -1);
  });
}
