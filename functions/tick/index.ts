// Once a minute: offers whose moment has come are weighed again for those who are present.
import { tick } from '../../shared/usecases/tick.ts';
import * as adapters from '../edge/adapters.ts';

export const handler = async (): Promise<void> => {
  const ports = {
    worlds: adapters.worlds(),
    cursor: adapters.tickCursor(),
    placeQueue: adapters.placeQueue(),
  };
  await tick(ports, Date.now());
};
