import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runTune } from './run-tune.ts';

const preload = new URL('../fixtures/no-engine.mjs', import.meta.url).href;
const tune = (...args: string[]) => runTune(args, { env: { NODE_OPTIONS: `--import ${preload}` } });
const SEARCH = ['compare', '--objective', 'branin', '--strategies', 'random', '--trials', '3'];

test.each([
  [['--help']],
  [['compare', '--help']],
  [[...SEARCH, '--storage', 'memory']],
  [[...SEARCH, '--storage', 'memory', '--parallel', '2']],
  [['evaluate', '--objective', 'branin', '--point', '{"x1":0,"x2":0}']],
])('%j works without the database engine', async (args) => {
  const { code, stderr } = await tune(...args);
  expect(stderr).not.toContain('the engine was asked for');
  expect(code).toBe(0);
});

test('the error for a missing database engine names the remedies', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tune-engine-'));
  const { code, stderr, stdout } = await tune(...SEARCH, '--storage', join(folder, 'tune.db'));
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toContain('the engine was asked for');
  expect(stderr).toMatch(/@photostructure\/sqlite cannot be loaded on \S+: No native build/);
  expect(stderr).toContain('--storage memory');
  expect(stderr).not.toContain('    at ');
  rmSync(folder, { recursive: true });
});
