import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventsOf, runTune } from './run-tune.ts';

test('refuses a backend that the objective does not have, and lists those it has', async () => {
  const mnist = await runTune(['compare', '--objective', 'mnist', '--backend', 'webgpu']);
  expect(mnist.code).toBe(2);
  expect(mnist.stderr).toMatch(/one of auto, tensorflow, wasm.*"backend".*"webgpu"/);
  const branin = await runTune(['compare', '--objective', 'branin', '--backend', 'wasm']);
  expect(branin.code).toBe(2);
  expect(branin.stderr).toMatch(/"branin" expects no value for its option "backend"/);
});

test('setup says which backend it set up', async () => {
  const { code, stdout } = await runTune(['setup', '--backend', 'wasm']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/mnist is ready\n backend +webassembly/);
});

test('setup --clean lists what it removed', async () => {
  const cache = mkdtempSync(join(tmpdir(), 'tune-clean-'));
  const folder = join(cache, 'tune', 'tensorflow-1-linux-x64');
  mkdirSync(folder, { recursive: true });
  const env = { XDG_CACHE_HOME: cache };
  expect((await runTune(['setup', '--clean'], { env })).stdout).toContain(folder);
  expect(existsSync(folder)).toBe(false);
  const { code, stdout } = await runTune(['setup', '--clean'], { env });
  expect(code).toBe(0);
  expect(stdout).toContain('nothing was there to remove');
  rmSync(cache, { recursive: true });
});

test('setup --clean removes only what setup has made, and follows no link', async () => {
  const cache = mkdtempSync(join(tmpdir(), 'tune-clean-'));
  const precious = join(cache, 'precious');
  mkdirSync(precious);
  mkdirSync(join(cache, 'tune', 'tensorflow-notes'), { recursive: true });
  symlinkSync(precious, join(cache, 'tune', 'tensorflow-1-linux-x64'));
  const { code, stdout } = await runTune(['setup', '--clean'], { env: { XDG_CACHE_HOME: cache } });
  expect(code).toBe(0);
  expect(stdout).toContain('nothing was there to remove');
  expect(existsSync(precious)).toBe(true);
  expect(existsSync(join(cache, 'tune', 'tensorflow-notes'))).toBe(true);
  rmSync(cache, { recursive: true });
});

test('the held-out test runs in a child process if the trials do', async () => {
  let own: number | undefined;
  const run = await runTune(
    [
      ...['compare', '--objective', 'tests/fixtures/tested.mjs', '--strategies', 'random'],
      ...['--trials', '2', '--json'],
    ],
    { onOutput: (_, child) => (own = child.pid) },
  );
  expect(run.code).toBe(0);
  const events = eventsOf(run);
  const tested = events.find(({ type }) => type === 'tested')!;
  expect(tested).toMatchObject({ strategy: 'random', description: 'unseen data' });
  expect(tested['score']).toBeLessThan(0);
  expect(tested['score']).not.toBe(-own!);
  expect(events.at(-1)!['type']).toBe('comparison');
});
