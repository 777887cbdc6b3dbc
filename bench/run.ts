// `npm run bench -- <name>`: runs one benchmark and prints it as a table.
const benchmarks: Record<string, () => Promise<{ run(): Promise<void> }>> = {
  cold: () => import('./cold.ts'),
  decide: () => import('./decide.ts'),
  fanout: () => import('./fanout.ts'),
  geofence: () => import('./geofence.ts'),
  http: () => import('./http.ts'),
  load: () => import('./load.ts'),
  propensity: () => import('./propensity.ts'),
  replay: () => import('./replay.ts'),
  silence: () => import('./silence.ts'),
  soak: () => import('./soak.ts'),
  triggers: () => import('./triggers.ts'),
};

const name = process.argv[2] ?? '';
const load = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
if (load) await (await load()).run();
else {
  process.stderr.write(`npm run bench -- ${Object.keys(benchmarks).join('|')}\n`);
  process.exitCode = 2;
}
