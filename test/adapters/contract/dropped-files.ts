// The contract of the drop bucket: a file is read from any byte on while it is the one that was told of; reports are found again.
import { expect, it } from 'vitest';
import type { DroppedFiles } from '../../../shared/ports/dropped-files.ts';

/** @param put returns the file's etag. */
export function droppedFilesContract(
  open: () => Promise<{ files: DroppedFiles; put: (key: string, text: string) => Promise<string> }>,
) {
  const textOf = async (file: Awaited<ReturnType<DroppedFiles['open']>>) =>
    Buffer.concat(await Array.fromAsync(file!.bytes)).toString();

  it('dropped files: read from any byte on, and not once another lies in its place', async () => {
    const { files, put } = await open();
    const key = 'purchases/æ b+c.csv';
    const etag = await put(key, 'customer,at\nfreja,1\n');
    expect(etag).not.toContain('"');
    const whole = await files.open(key, etag, 0);
    expect(whole).toMatchObject({ sizeBytes: 20, modifiedAt: expect.any(Number) });
    expect(await textOf(whole)).toBe('customer,at\nfreja,1\n');
    const rest = await files.open(key, etag, 12);
    expect(rest).toMatchObject({ sizeBytes: 20 });
    expect(await textOf(rest)).toBe('freja,1\n');
    const newer = await put(key, 'customer,at\nolga,1\n');
    expect(await files.open(key, etag, 0)).toBeUndefined();
    expect(await files.open(key, etag, 12)).toBeUndefined();
    expect(await textOf(await files.open(key, newer, 12))).toBe('olga,1\n');
    expect(await files.open('purchases/none.csv', etag, 0)).toBeUndefined();
  });

  it('dropped files: the last report on a file is kept', async () => {
    const { files } = await open();
    const report = {
      file: 'scores/a.csv',
      etag: 'e',
      finishedAt: 5,
      rows: 2,
      taken: 1,
      known: 0,
      refused: 1,
      reasons: { missing: 1 },
      refusedRows: [{ line: 3, column: 'score' as const, reason: 'missing' as const }],
    };
    expect(await files.report('scores/a.csv')).toBeUndefined();
    await files.keepReport({ ...report, etag: 'older' });
    await files.keepReport(report);
    expect(await files.report('scores/a.csv')).toEqual(report);
    expect(await files.report('purchases/a.csv')).toBeUndefined();
  });
}
