// Rounds in memory.
import type { Round, Rounds } from '../../ports/rounds.ts';

export function memoryRounds(): Rounds {
  const rounds = new Map<string, Round>();
  return {
    async latest(geofenceId) {
      return structuredClone(rounds.get(geofenceId));
    },

    async begin(round, instead) {
      if (rounds.get(round.geofenceId)?.signalId !== instead) return false;
      rounds.set(round.geofenceId, structuredClone(round));
      return true;
    },

    async prolong(geofenceId, signalId, until) {
      const latest = rounds.get(geofenceId);
      if (latest?.signalId === signalId) latest.until = Math.max(latest.until, until);
      return latest?.supersedes.includes(signalId) ? 'superseded' : 'under-way';
    },
  };
}
