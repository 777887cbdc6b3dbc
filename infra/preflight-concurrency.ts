// The preflight's look at Lambda: how many functions may run at once in this account, and how many of them it can reserve.
import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { type Finding, fine } from './preflight-finding.ts';
import type { Stage } from './stage.ts';

/** All queues' workers together (infra/stack.ts), and as many again for requests. */
const wantedConcurrency = 200;
/** With less than a queue's workers there is nothing left for requests. */
const leastConcurrency = 50;

interface Lambda {
  lambda: LambdaClient;
}

/** Whether there is room for the queues' workers and for requests beside them. */
export async function concurrency({ lambda }: Lambda): Promise<Finding> {
  const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
  const executions = AccountLimit?.ConcurrentExecutions ?? 0;
  const wayRound = `Service Quotas, AWS Lambda, “Concurrent executions”: ask for 1,000; it is free and takes a day or two.`;
  if (executions >= wantedConcurrency) return fine(`${executions} functions may run at once`);
  return {
    weight: executions < leastConcurrency ? 'stops' : 'hampers',
    what: `Only ${executions} functions may run at once; the queues alone use up to ${wantedConcurrency / 2}`,
    wayRound,
  };
}

/** What Lambda lets nobody reserve (Lambda quotas). */
const keptFree = 100;

/** Whether what the stage reserves can be had. */
export async function reservations({ reservedConcurrency = {} }: Stage, { lambda }: Lambda): Promise<Finding> {
  const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
  const { ConcurrentExecutions: all = 0, UnreservedConcurrentExecutions: free = 0 } = AccountLimit ?? {};
  const wanted = Object.values(reservedConcurrency).reduce((sum, count) => sum + count, 0);
  if (free - wanted >= keptFree) return fine(`${wanted} functions at once may be reserved of ${free}`);
  return {
    // what this stage has reserved already is not free either, and need not be again
    weight: all - wanted < keptFree ? 'stops' : 'hampers',
    what: `reservedConcurrency wants ${wanted} of ${all}, of which ${free} are free; Lambda keeps ${keptFree} for whoever reserves none`,
    wayRound: 'Reserve less in the stage, or ask for more: Service Quotas, AWS Lambda, “Concurrent executions”.',
  };
}
