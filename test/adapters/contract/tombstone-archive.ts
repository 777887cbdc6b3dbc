// The contract of the tombstone archive: what is kept is found again, and hears nothing of what else lies beside it.
import { expect, it } from 'vitest';
import type { KeptTombstones, TombstoneArchive } from '../../../shared/ports/tombstones.ts';

export function tombstoneArchiveContract(open: () => Promise<TombstoneArchive & KeptTombstones>) {
  it('tombstone archive: keeps each erasure once', async () => {
    const archive = await open();
    expect(await Array.fromAsync(archive.all())).toEqual([]);
    await archive.keep('ab', 10);
    await archive.keep('ab', 10);
    await archive.keep('ab', 20);
    await archive.keep('cd', 30);
    const kept = await Array.fromAsync(archive.all());
    expect(kept.map(({ subject, erasedAt }) => `${subject} ${erasedAt}`).sort()).toEqual(['ab 10', 'ab 20', 'cd 30']);
  });
}
