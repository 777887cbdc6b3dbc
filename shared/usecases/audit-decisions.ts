// Looking at a customer's decisions as somebody else: written down first, then answered.
import type { Audit } from '../ports/audit.ts';
import { type ExplainedDecision, explainDecisions, type ListDecisionsPorts } from './list-decisions.ts';

/** Throws where it cannot be written down: nobody is looked at unseen. Looking for somebody who does not exist is kept too. */
export async function auditDecisions(
  ports: ListDecisionsPorts & { audit: Audit; newId: (now: number) => string },
  { who, whom }: { who: string; whom: string },
  acceptLanguage: string | undefined,
  now: number,
): Promise<ExplainedDecision[]> {
  await ports.audit.note({ id: ports.newId(now), at: now, who, whom, what: 'decisions' });
  return explainDecisions(ports, whom, acceptLanguage, now);
}
