// The contract of Simulations: a page counts once, a stop binds, and a day later nothing is there.
import { beforeEach, describe, expect, it } from 'vitest';
import type { SimulationJob } from '../../../shared/model/simulation.ts';
import type { Simulations } from '../../../shared/ports/simulations.ts';
import { anOffer } from '../../support/town.ts';

const start = 1_790_000_000_000;
const day = 24 * 60 * 60 * 1000;

const aJob = (changes: Partial<SimulationJob> = {}): SimulationJob => ({
  id: '01KT3WD680J871VTSENTJK1Z4S',
  state: 'waiting',
  by: 'marketer',
  startedAt: start,
  touchedAt: start,
  offer: anOffer(),
  source: { kind: 'decisions', days: 30 },
  compares: true,
  language: 'en',
  pages: 0,
  progress: 0,
  ...changes,
});

export function simulationsContract(open: () => Promise<{ simulations: Simulations }>) {
  describe('simulations', () => {
    let simulations: Simulations;
    const job = aJob();
    const page = (pages: number, run: string, changes: Partial<SimulationJob> = {}) =>
      aJob({ state: 'running', pages, run, progress: pages / 10, next: { shard: pages, after: 'ida' }, ...changes });
    beforeEach(async () => {
      ({ simulations } = await open());
      await simulations.begin(job);
    });

    it('finds one by its id, for a day', async () => {
      expect(await simulations.find(job.id, start)).toEqual(job);
      expect(await simulations.find(job.id, start + day - 1)).toEqual(job);
      expect(await simulations.find(job.id, start + day)).toBeUndefined();
      expect(await simulations.find('01KT3WD680J871VTSENTJK1Z5S', start)).toBeUndefined();
    });

    it('counts a page once, whoever comes with it; the same run again is told that it is hers', async () => {
      expect(await simulations.advance(page(1, 'one'))).toBe(true);
      expect(await simulations.advance(page(1, 'one'))).toBe(true);
      expect(await simulations.advance(page(1, 'two'))).toBe(false);
      expect(await simulations.advance(page(3, 'one'))).toBe(false);
      expect(await simulations.advance(page(2, 'two'))).toBe(true);
      expect(await simulations.find(job.id, start)).toEqual(page(2, 'two'));
    });

    it('counts nothing more once it is stopped or done, and one that is done is not stopped', async () => {
      await simulations.advance(page(1, 'one'));
      await simulations.stop(job.id);
      await simulations.stop(job.id);
      expect(await simulations.advance(page(2, 'one'))).toBe(false);
      expect(await simulations.find(job.id, start)).toEqual({ ...page(1, 'one'), state: 'stopped' });

      const other = aJob({ id: '01KT3WD680J871VTSENTJK1Z5S' });
      await simulations.begin(other);
      const done = page(1, 'one', { id: other.id, state: 'done', progress: 1, next: undefined, offer: undefined });
      expect(await simulations.advance(done)).toBe(true);
      await simulations.stop(other.id);
      expect((await simulations.find(other.id, start))?.state).toBe('done');
      expect(await simulations.advance(page(2, 'one', { id: other.id }))).toBe(false);
    });

    it('one that is not there is not brought about', async () => {
      const absent = '01KT3WD680J871VTSENTJK1Z6S';
      await simulations.stop(absent);
      expect(await simulations.advance(page(1, 'one', { id: absent }))).toBe(false);
      expect(await simulations.find(absent, start)).toBeUndefined();
    });
  });
}
