// `npm start` as a program: what it says before anything is started.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const start = (...args: string[]) =>
  spawnSync(process.execPath, [`${import.meta.dirname}/../../local/start.ts`, ...args], { encoding: 'utf8' });

test('--help tells every option', () => {
  const { status, stdout, stderr } = start('--help');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('--for <seconds>');
});

test('an unknown option, or a wrong value, is named and nothing starts', () => {
  expect(start('--colour')).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('--colour') });
  expect(start('--port', 'none')).toMatchObject({
    status: 1,
    stdout: '',
    stderr: '--port takes a port (0 to 65535), not "none".\n',
  });
});
