// Preconditions of HTTP: If-Match and If-None-Match, once their form has been checked by the contract.
import type { Precondition } from '../../shared/usecases/precondition.ts';
import { BadRequest } from './problem.ts';

export function preconditionOf(headers: {
  'if-match'?: string | undefined;
  'if-none-match'?: '*' | undefined;
}): Precondition | undefined {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  if (match !== undefined && noneMatch !== undefined) {
    const fault = { field: 'if-none-match', message: 'not beside if-match: a thing is new, or it is not' };
    throw new BadRequest('invalid-request', 'the headers do not fit: see errors', [fault]);
  }
  if (noneMatch !== undefined) return 'none';
  if (match === undefined) return undefined;
  return match === '*' ? 'any' : { version: Number(match.slice(1, -1)) };
}
