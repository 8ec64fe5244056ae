import { expect, test } from 'vitest';
import { eventsOf, runTune } from './run-tune.ts';

test('doctor checks everything and names a remedy for what is missing', async () => {
  const findings = eventsOf(await runTune(['doctor', '--json']));
  expect(findings.map(({ subject }) => subject)).toEqual([
    'node',
    'compiler',
    'cmake',
    'gaussian process',
    'cache',
    'tensorflow',
    'webassembly',
    'gpu',
    'mnist',
  ]);
  for (const { state, remedy } of findings) {
    expect(['ok', 'slow', 'missing']).toContain(state);
    if (state !== 'ok') expect(remedy).toEqual(expect.any(String));
  }
});

test('doctor says which build tools to install', async () => {
  const { stdout } = await runTune(['doctor'], { env: { PATH: '/nowhere' } });
  expect(stdout).toMatch(/remedy: install a C\+\+17 compiler/);
  expect(stdout).toMatch(/remedy: install cmake/);
});

test('help names every command', async () => {
  const { code, stdout } = await runTune(['--help']);
  expect(code).toBe(0);
  for (const command of ['compare', 'run', 'evaluate', 'setup', 'doctor'])
    expect(stdout).toContain(`tune ${command}`);
  expect(stdout).not.toContain('npx');
});
