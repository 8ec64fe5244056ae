import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resolveStrategies } from './strategies.ts';

const file = join(mkdtempSync(join(tmpdir(), 'tune-strategies-')), 'mine.mjs');
writeFileSync(
  file,
  `export default (options) => ({
    name: 'mine', apiVersion: 1, options,
    capabilities: { parallel: true, exhaustive: false }, suggest: async () => [],
  });`,
);

test('every strategy of a list gets a unique label', async () => {
  const list = `bayes, grid,bayes?noise=deterministic,${file},${file}?radius=2,${file}`;
  const contenders = await resolveStrategies(list);
  expect(contenders.map(({ label }) => label)).toEqual([
    'bayes',
    'grid',
    'bayes?noise=deterministic',
    'mine',
    'mine?radius=2',
    'mine (2)',
  ]);
  expect(contenders[4]!.strategy).toMatchObject({ name: 'mine', options: { radius: 2 } });
});

test('an unknown name comes back with the nearest and all built-in ones', async () => {
  await expect(resolveStrategies('baies')).rejects.toMatchObject({
    code: 'CLI_STRATEGY_UNKNOWN',
    message: expect.stringMatching(/"baies".*bayes/s),
    details: { known: ['bayes', 'grid', 'random'], nearest: 'bayes' },
  });
});

test.each([
  ['42', /neither a strategy nor a function/],
  ['{}', /name/],
  ['{ name: "x", apiVersion: 2 }', /apiVersion is 2/],
  ['{ name: "x", apiVersion: 1 }', /capabilities/],
  ['{ name: "x", apiVersion: 1, capabilities: {} }', /no function suggest/],
])('refuses %s as a strategy', async (value, reason) => {
  const path = join(mkdtempSync(join(tmpdir(), 'tune-strategies-')), 'bad.mjs');
  writeFileSync(path, `export default ${value}`);
  await expect(resolveStrategies(path)).rejects.toMatchObject({
    code: 'STRATEGY_INVALID',
    message: expect.stringMatching(reason),
  });
});
