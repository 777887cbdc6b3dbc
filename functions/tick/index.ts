// Once a minute: offers whose moment has come are weighed again for those who are present, and windows that are over are closed.
import { closeDueWindows } from '../../shared/usecases/close-windows.ts';
import { tick } from '../../shared/usecases/tick.ts';
import * as adapters from '../edge/adapters.ts';

export const handler = async (): Promise<void> => {
  const ports = {
    worlds: adapters.worlds(),
    cursor: adapters.tickCursor(),
    placeQueue: adapters.placeQueue(),
  };
  const now = Date.now();
  // The one must not wait for the other's fault to be mended.
  const done = await Promise.allSettled([
    tick(ports, now),
    closeDueWindows(
      { dueWindows: adapters.dueWindows(), cursor: adapters.windowCursor(), closings: adapters.closings() },
      now,
    ),
  ]);
  for (const one of done) if (one.status === 'rejected') throw one.reason;
};
