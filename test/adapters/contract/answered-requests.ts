// The contract of AnsweredRequests: of all runs of a request one begins, and its answer is everybody's.
import { beforeEach, describe, expect, it } from 'vitest';
import type { AnsweredRequests } from '../../../shared/ports/answered-requests.ts';

const mark = { fingerprint: 'body', attempt: 'a1', inFlightUntil: 1000, expiresAt: 5000 };
const second = { ...mark, attempt: 'a2', inFlightUntil: 2000 };
const answer = { id: 'x', nothing: null, list: [1, 'æ'] };

export function answeredRequestsContract(open: () => Promise<{ requests: AnsweredRequests }>) {
  describe('answered requests', () => {
    let requests: AnsweredRequests;
    beforeEach(async () => {
      ({ requests } = await open());
    });

    it('gives the first answer to the same request, and nothing to another under its key', async () => {
      expect(await requests.begin('k', mark, 500)).toEqual({ state: 'begun' });
      expect(await requests.begin('k', second, 600)).toEqual({ state: 'in-flight' });
      await requests.answer('k', 'a1', answer);
      await requests.answer('k', 'a1', { id: 'other' });
      expect(await requests.begin('k', second, 700)).toEqual({ state: 'answered', answer });
      expect(await requests.begin('k', { ...second, fingerprint: 'b' }, 700)).toEqual({ state: 'other-request' });
      expect(await requests.begin('other', second, 700)).toEqual({ state: 'begun' });
    });

    it('lets another run begin where one is lost, which then has no say any more', async () => {
      await requests.begin('k', mark, 500);
      expect(await requests.begin('k', { ...second, fingerprint: 'b' }, 1000)).toEqual({ state: 'other-request' });
      expect(await requests.begin('k', second, 1000)).toEqual({ state: 'begun' });
      await requests.answer('k', 'a1', { id: 'too late' });
      await requests.abandon('k', 'a1');
      expect(await requests.begin('k', { ...mark, attempt: 'a3' }, 1500)).toEqual({ state: 'in-flight' });
      await requests.answer('k', 'a2', answer);
      expect(await requests.begin('k', { ...mark, attempt: 'a3' }, 1500)).toEqual({ state: 'answered', answer });
    });

    it('forgets what was abandoned at once, and what was answered at its end', async () => {
      await requests.begin('k', mark, 500);
      await requests.abandon('k', 'a1');
      expect(await requests.begin('k', { ...second, fingerprint: 'b' }, 500)).toEqual({ state: 'begun' });
      await requests.answer('k', 'a2', answer);
      await requests.abandon('k', 'a2');
      expect(await requests.begin('k', { ...second, fingerprint: 'b' }, 4999)).toMatchObject({ state: 'answered' });
      expect(await requests.begin('k', { ...mark, expiresAt: 9000 }, 5000)).toEqual({ state: 'begun' });
    });

    it('lets one of many begin', async () => {
      const runs = Array.from({ length: 20 }, (_, n) => ({ ...mark, attempt: `a${n}` }));
      const begun = await Promise.all(runs.map((run) => requests.begin('k', run, 500)));
      expect(begun.filter(({ state }) => state === 'begun')).toHaveLength(1);
      expect(begun.filter(({ state }) => state === 'in-flight')).toHaveLength(19);
    });
  });
}
