// Starting a simulation, watching it, and stopping it: also when the marketer leaves.
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Failed, useSession } from '../shell/session.ts';
import type { Simulation } from './simulation.ts';

const askEveryMs = 700;

export function useSimulation() {
  const { ask } = useSession();
  const [simulation, setSimulation] = useState<Simulation | undefined>(undefined);
  const [failed, setFailed] = useState<Failed | undefined>(undefined);
  const running = useRef<string | undefined>(undefined);
  const pathOf = (id: string) => `/v1/simulations/${encodeURIComponent(id)}`;

  async function stop(): Promise<void> {
    const id = running.current;
    running.current = undefined;
    if (id === undefined) return;
    setSimulation((before) => before && { ...before, state: 'stopped' });
    await ask(pathOf(id), { method: 'DELETE' });
  }
  // only when the page is left
  useEffect(() => () => void stop(), []);

  async function start(body: unknown, language: string): Promise<void> {
    await stop();
    setFailed(undefined);
    setSimulation({ id: '', state: 'waiting', done: 0 });
    const begun = await ask<{ id: string }>('/v1/simulations', { method: 'POST', body, language });
    if (!begun.ok) {
      setSimulation(undefined);
      return setFailed(begun);
    }
    const { id } = begun.body;
    running.current = id;
    while (running.current === id) {
      const answer = await ask<Simulation>(pathOf(id));
      if (running.current !== id) return;
      if (!answer.ok) {
        running.current = undefined;
        setSimulation(undefined);
        return setFailed(answer);
      }
      setSimulation(answer.body);
      if (!['waiting', 'running'].includes(answer.body.state)) {
        running.current = undefined;
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, askEveryMs));
    }
  }

  return { simulation, failed, start, stop };
}
