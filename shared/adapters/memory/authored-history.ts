// Former versions of what is authored, in memory.
import type { AuthoredLine } from '../../model/authored.ts';
import type { AuthoredHistory } from '../../ports/catalogue.ts';

export function memoryAuthoredHistory(): AuthoredHistory {
  const kept = new Map<string, Map<number, AuthoredLine>>();
  return {
    async keep(lines) {
      for (const line of lines) {
        const key = `${line.noun}#${line.id}`;
        kept.set(key, (kept.get(key) ?? new Map()).set(line.version, structuredClone(line)));
      }
    },
    async latest(noun, id, limit) {
      const lines = [...(kept.get(`${noun}#${id}`)?.values() ?? [])];
      return structuredClone(lines.sort((a, b) => b.version - a.version).slice(0, limit));
    },
  };
}
