import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Mistake, whole } from './flags.mjs';

const measure = fileURLToPath(new URL('regret/measure.mjs', import.meta.url));
const run = (...args) => spawnSync(process.execPath, [measure, ...args], { encoding: 'utf8' });

test.each([
  [['--sedes', '3'], "Unknown option '--sedes'\n"],
  [['--seeds', 'x'], '--seeds takes whole numbers of at least 1, got x\n'],
  [['--strategies', 'bayse'], /^no participant is called bayse; known: bayes, .*\n$/],
  [['--strategies', 'bayes?noise=loud'], /^The strategy "bayes" expects one of auto, .*\n$/],
  [['--problems', 'brannin'], /^no problem is called brannin; known: .*\n$/],
])('mistyped: %s is answered with a line and exit code 2', (args, line) => {
  const { status, stderr } = run(...args);
  expect(status).toBe(2);
  if (typeof line === 'string') expect(stderr).toBe(line);
  else expect(stderr).toMatch(line);
});

test('whole numbers from a least one', () => {
  expect(whole('--points', '7')).toBe(7);
  expect(whole('--check', '0', 0)).toBe(0);
  for (const text of ['0', '1.5', '-2', '', '1e400']) {
    expect(() => whole('--points', text)).toThrow(Mistake);
  }
});
