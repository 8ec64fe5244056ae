import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('run.mjs', import.meta.url));

test('the chaos run fails if appends ignore the version that they expect', () => {
  const args = [script, '--trials', '40', '--seconds', '60', '--sabotage', 'ignore-version'];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  // Or the damage was noticed by a process before it could go on.
  expect(stdout).toMatch(/FAULT (trial \d+ was begun twice|\d+ trials are stored, not 40)/);
  expect(status).toBe(1);
}, 90_000);
