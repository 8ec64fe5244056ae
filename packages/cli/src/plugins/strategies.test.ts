import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
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

test('every strategy of a list gets a unique label, with its options', async () => {
  const list = `bayes?noise=deterministic, grid,random,random,${file},${file}?radius=2&b=1e0,${file}?b=1&radius=2,${file}?radius=3`;
  const contenders = await resolveStrategies(list);
  expect(contenders.map(({ label }) => label)).toEqual([
    'bayes?noise=deterministic',
    'grid',
    'random',
    'random (2)',
    'mine',
    'mine?b=1&radius=2',
    'mine?b=1&radius=2 (2)',
    'mine?radius=3',
  ]);
  expect(contenders[5]!.strategy).toMatchObject({ name: 'mine', options: { b: 1, radius: 2 } });
  expect(contenders[6]!.strategy).toMatchObject({ options: contenders[5]!.strategy.options! });
});

test('slashes of an option are replaced in its label, because they divide names of studies', async () => {
  const [contender] = await resolveStrategies(`${file}?cache=/data/a`);
  expect(contender!.label).toBe('mine?cache=-data-a');
});

test('an option that a strategy does not have is refused with the nearest one', async () => {
  await expect(resolveStrategies('bayes?nois=deterministic')).rejects.toMatchObject({
    code: 'STRATEGY_OPTION_INVALID',
    message: expect.stringMatching(/noise/),
  });
});

test('strategies of a file are told apart by its version', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'tune-strategies-')), 'mine.mjs');
  const text = readFileSync(file, 'utf8');
  writeFileSync(path, `${text}// edited`);
  const [one, two] = await resolveStrategies(`${file},${path}`);
  expect(one!.strategy.version).toMatch(/^[\da-f]{12}$/);
  expect(two!.strategy.version).not.toBe(one!.strategy.version);
});

test('an unknown name comes back with the nearest and all built-in ones', async () => {
  await expect(resolveStrategies('baies')).rejects.toMatchObject({
    code: 'CLI_PLUGIN_UNKNOWN',
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

test('programs and libraries have labels of their own', async () => {
  const answer = `require('readline').createInterface({ input: process.stdin }).on('line', () => console.log('{}'));`;
  const program = join(mkdtempSync(join(tmpdir(), 'tune-strategies-')), 'walk.cjs');
  writeFileSync(program, answer);
  const list = `program:node ${program},program:node ${program}?radius=2`;
  const contenders = await resolveStrategies(list);
  expect(contenders.map(({ label }) => label)).toEqual(['walk', 'walk?radius=2']);
  expect(contenders[1]!.strategy).toMatchObject({
    ...{ name: `program:node ${program}`, options: { radius: 2 } },
    version: expect.stringMatching(/^[\da-f]{12}$/) as string,
  });
});
