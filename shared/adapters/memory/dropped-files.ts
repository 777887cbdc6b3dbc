// Dropped files in memory.
import type { DropReport } from '../../model/drop.ts';
import type { DroppedFiles } from '../../ports/dropped-files.ts';

export function memoryDroppedFiles() {
  const files = new Map<string, { etag: string; bytes: Uint8Array; modifiedAt: number }>();
  const reports = new Map<string, DropReport>();
  return {
    /** Puts a file, in place of one that lies there. */
    put(key: string, etag: string, text: string, modifiedAt: number) {
      files.set(key, { etag, bytes: new TextEncoder().encode(text), modifiedAt });
    },
    async open(key, etag, fromByte) {
      const file = files.get(key);
      if (file?.etag !== etag) return undefined;
      const { bytes, modifiedAt } = file;
      return { sizeBytes: bytes.length, modifiedAt, bytes: pieces(bytes.subarray(fromByte)) };
    },
    async report(key) {
      return structuredClone(reports.get(key));
    },
    async keepReport(report) {
      reports.set(report.file, structuredClone(report));
    },
  } satisfies DroppedFiles & { put: unknown };
}

/** In pieces that end anywhere, as they come from a network. */
async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += 1000) yield bytes.subarray(from, from + 1000);
}
