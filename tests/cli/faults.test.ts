import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** The fault scripts, shortened: at full size they run by hand. */
const fault = (script: string, ...args: string[]) =>
  spawnSync(
    process.execPath,
    [fileURLToPath(new URL(`../faults/${script}`, import.meta.url)), ...args],
    { encoding: 'utf8' },
  );

test('objectives that misbehave are one failed trial, and nothing of them is left', () => {
  const { stdout, status } = fault('objectives.mjs', '--every', '11');
  expect(stdout).toMatch(/faults +0/);
  expect(status).toBe(0);
}, 180_000);

test('messages that no worker sends fail the trial that sent them, and no other', () => {
  const { stdout, status } = fault('children.mjs', '--count', '400');
  expect(stdout).toMatch(/faults +0/);
  expect(status).toBe(0);
}, 180_000);
