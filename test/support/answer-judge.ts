// The judge of answers: whether a status, a content type and a body are what the OpenAPI document says of that operation.
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Json } from '../../api/openapi.ts';

export interface Answer {
  status: number;
  type: string;
  body: string;
}

/** Tells what is wrong with an answer; undefined if nothing is. Fields the document does not know are wrong here. */
export function answerJudge(document: Json): (path: string, method: string, answer: Answer) => string | undefined {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false });
  ajv.addSchema({ $id: 'ravn', components: closed(document.components) });
  const judgeOf = (ref: string) => ajv.getSchema(`ravn${ref}`)!;
  type Responses = Record<string, { content: Record<string, { schema: { $ref: string } }> }>;
  const paths = document.paths as Record<string, Record<string, { responses: Responses }>>;

  return (path, method, { status, type, body }) => {
    const response = paths[path]![method.toLowerCase()]!.responses[status];
    if (!response) return `the status ${status} is not documented`;
    const content = response.content[type];
    if (!content) return `the content type ${type} of ${status} is not documented`;
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch {
      return `the body of ${status} is not JSON`;
    }
    const fits = judgeOf(content.schema.$ref);
    if (fits(value)) return undefined;
    const fault = fits.errors?.[0];
    return `the body of ${status} breaks its schema at ${fault?.instancePath}: ${fault?.message}`;
  };
}

/** The same schemas, taking no field that they do not name. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, child]) => [key, closed(child)]));
  const isObject = copy.type === 'object' && copy.properties !== undefined && copy.additionalProperties === undefined;
  return isObject ? { ...copy, additionalProperties: false } : copy;
}
