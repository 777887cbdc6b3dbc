// The file of refused rows: what to send back to whoever made the list.

import type { Refusal, Row } from '../../shared/core/import/row.ts';
import { type Output, openOutput } from '../output.ts';

/** Opens `refused.csv`: one line per refused row, under a header. */
export async function openRefusalsFile(
  path: string,
): Promise<Output & { add(row: Row, refusal: Refusal): Promise<void> }> {
  const output = openOutput(path);
  await output.write('line,lastLine,feature,reason,detail,id,name\r\n');
  return {
    ...output,
    add({ place, fields }, { reason, detail }) {
      const cells = [
        place.line,
        place.lastLine ?? place.line,
        place.feature ?? '',
        reason,
        detail,
        fields.id,
        fields.name,
      ];
      return output.write(`${cells.map((cell) => csvCell(String(cell ?? ''))).join(',')}\r\n`);
    },
  };
}

/** A cell of RFC 4180. A text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP ASVS 5.0, 1.2.10). */
export function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
