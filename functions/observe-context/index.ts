// ContextObserved on the bus, from anybody: the same as POST /v1/context.
import type { EventBridgeEvent } from 'aws-lambda';
import { contextObserved } from '../../events/context-observed.ts';
import { observeContext } from '../../shared/usecases/observe-context.ts';
import * as adapters from '../edge/adapters.ts';

export const handler = async ({ detail }: EventBridgeEvent<string, object>): Promise<void> => {
  const { schemaVersion: _, ...observation } = contextObserved.parse(detail);
  await observeContext(adapters.contextPorts(), observation, Date.now());
};
