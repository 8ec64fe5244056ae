import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkedLines, faultOf, LINE_TYPES } from './json-lines.ts';
import { eventsOf, runTune, type Finished, type RunOptions } from './run-tune.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'tune-json-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const tune = (line: string, options: RunOptions = {}) =>
  runTune([...line.split(' '), '--storage', join(folder, 'tune.db')], options);

const seen = new Set<string>();

/** Every line is as the schema says, and the last one is of this type. */
function expectLines(run: Finished, last: string): Record<string, unknown>[] {
  const { types, faults } = checkedLines(run);
  expect(faults).toEqual([]);
  for (const type of types) seen.add(type);
  const lines = eventsOf(run);
  expect(lines.at(-1)).toMatchObject({ type: last, version: 1 });
  return lines;
}

const BRANIN = 'compare --objective branin --strategies bayes,random --trials 4 --repeats 2 --json';
let name = '';

test('a comparison from its first line to its result', async () => {
  const lines = expectLines(await tune(BRANIN), 'comparison');
  const [begin, ready] = lines;
  expect(begin).toMatchObject({ type: 'begin', strategies: ['bayes', 'random'], trials: 4 });
  expect(ready).toMatchObject({ type: 'ready' });
  name = String(begin!['name']);
  const trials = lines.filter(({ type }) => type === 'trial');
  expect(trials).toHaveLength(16);
  expect(trials[0]).toMatchObject({ study: `${name}/bayes/1`, strategy: 'bayes', repeat: 1 });
  expect(lines.at(-1)).toMatchObject({ name, isComplete: true, trials: 4, repeats: 2 });
}, 60_000);

test('the same one when it is shown again', async () => {
  const lines = expectLines(await tune(BRANIN), 'comparison');
  expect(lines.filter(({ type }) => type === 'trial')).toEqual([]);
}, 60_000);

test('one that is resumed with more trials', async () => {
  const lines = expectLines(await tune(`resume ${name} --trials 6 --json`), 'comparison');
  const resumed = lines.filter(({ type }) => type === 'resumed');
  expect(resumed[0]).toMatchObject({ study: `${name}/bayes/1`, ended: 4 });
  expect(lines.filter(({ type }) => type === 'trial')).toHaveLength(8);
}, 60_000);

test('one that is interrupted', async () => {
  let sent = false;
  const run = await tune(
    'compare --objective tests/fixtures/slow.mjs --strategies random --trials 50 --json',
    {
      onOutput: (stdout, child) => {
        if (!sent && stdout.includes('"type":"trial"')) sent = child.kill('SIGINT');
      },
    },
  );
  expect(run.code).toBe(130);
  const lines = expectLines(run, 'comparison');
  expect(lines.at(-1)).toMatchObject({ isComplete: false });
}, 60_000);

test('one in which a strategy fails, and one that has only failures', async () => {
  const failed = await tune(
    'compare --objective branin --strategies tests/fixtures/gives-up.mjs,random --trials 4 --json',
  );
  expect(failed.code).toBe(1);
  expect(expectLines(failed, 'comparison')).toContainEqual(
    expect.objectContaining({ type: 'strategy-failed', reason: 'it knows no further point' }),
  );
  const flaky = await tune(
    'compare --objective tests/fixtures/flaky.mjs --strategies random,grid --trials 12 --max-failures 1 --json',
  );
  expectLines(flaky, 'comparison');
}, 60_000);

test('one with a pruner, reports and a test', async () => {
  const run = await tune(
    'compare --objective tests/fixtures/curve.mjs --strategies random,grid --trials 8 --repeats 2 --pruner median --json',
  );
  expect(run.code).toBe(0);
  const lines = expectLines(run, 'comparison');
  expect(lines.filter(({ state }) => state === 'pruned').length).toBeGreaterThan(0);
}, 60_000);

test('one that ends early, by a target and by a space that is used up', async () => {
  expectLines(
    await tune('run --objective branin --strategy random --trials 500 --target 20 --json'),
    'comparison',
  );
  expectLines(
    await tune('run --objective tests/fixtures/levels.mjs --strategy grid --trials 500 --json'),
    'comparison',
  );
}, 60_000);

test('what has to hold, after a comparison and of a stored one', async () => {
  const line = `assert ${name} --winner bayes --at-least 100 --json`;
  const claims = expectLines(await tune(line), 'claim').filter(({ type }) => type === 'claim');
  expect(claims).toMatchObject([{ answer: 'unknown' }, { answer: 'holds' }]);
  expectLines(await tune(`${BRANIN} --seed 2 --fail-unless-better-than random`), 'claim');
}, 60_000);

test('a check of a strategy against itself', async () => {
  const line = 'compare --check --objective branin --trials 2 --repeats 6 --json';
  expectLines(await tune(line), 'check');
}, 60_000);

test('repeats until it is decided, and several objectives', async () => {
  const auto =
    'compare --objective branin --strategies bayes,random --trials 12 --seed 5 --repeats auto';
  const lines = expectLines(await tune(`${auto} --at-most 8 --json`), 'comparison');
  expect(lines[0]).toMatchObject({ type: 'begin', isUntilDecided: true, repeats: 8 });
  const several = 'compare --objective branin,gramacy --strategies grid,random --trials 4';
  const search = `${several} --repeats 2 --name several --json`;
  const all = expectLines(await tune(search), 'problems');
  expect(all.filter(({ type }) => type === 'comparison')).toMatchObject([
    { name: 'several/branin' },
    { name: 'several/gramacy' },
  ]);
  const trial = all.find(({ type }) => type === 'trial');
  expect(trial).toMatchObject({ study: 'several/branin/grid/1' });
  const claims = expectLines(await tune('assert several --winner random --json'), 'claim');
  expect(claims.map(({ type }) => type)).toEqual([
    ...['comparison', 'comparison', 'problems', 'claim'],
  ]);
  const shown = expectLines(await tune('show several --json'), 'problems');
  expect(shown[0]).toMatchObject({ type: 'stored', kind: 'comparison', state: 'complete' });
}, 120_000);

test('the lines of the other commands', async () => {
  expectLines(await tune('ls --json'), 'stored');
  const [stored, result] = expectLines(await tune(`show ${name} --json`), 'comparison');
  expect(stored).toMatchObject({ type: 'stored', name, trials: 6, repeats: 2, measured: 24 });
  expect(result).toMatchObject({ name, isComplete: true });
  const trials = expectLines(await tune(`show ${name} --trials --json`), 'trial');
  expect(trials.at(-1)).toMatchObject({ study: `${name}/random/2` });
  expectLines(
    await runTune(['evaluate', '--objective', 'branin', '--point', '{"x1":1,"x2":2}', '--json']),
    'evaluation',
  );
  expectLines(await runTune(['doctor', '--json']), 'finding');
  expectLines(await tune(`importance ${name} --json`), 'importance');
  expectLines(await tune(`enqueue ${name} {"x1":1,"x2":2} --json`), 'enqueued');
}, 120_000);

test('JSON in a file is what it is on stdout, and stdout is for people then', async () => {
  const file = join(folder, 'events.jsonl');
  const search = 'run --objective branin --strategy random --trials 3 --seed 9 --storage memory';
  const run = await runTune([...search.split(' '), '--reporter', `default,json:${file}`]);
  const written = { ...run, stdout: readFileSync(file, 'utf8') };
  const lines = expectLines(written, 'comparison');
  expect(lines.filter(({ type }) => type === 'trial')).toHaveLength(3);
  expect(run.stdout).not.toContain('"type"');
  expect(run.stdout).toContain('random');
}, 60_000);

test('with the text beside it, stdout has the JSON alone and stderr the text', async () => {
  const search = 'run --objective branin --strategy random --trials 3 --storage memory';
  const run = await runTune([...search.split(' '), '--reporter', 'json,default']);
  expectLines(run, 'comparison');
  expect(run.stderr).toMatch(/^branin .*minimize value/);
  expect(run.stderr).toMatch(/best point +\{"x1":/);
}, 60_000);

test('the runs above have every type of line but a trial that another process took', () => {
  expect(LINE_TYPES.filter((type) => !seen.has(type))).toEqual(['trial-lost']);
});

test('a line that is not documented is a fault', () => {
  const line = { type: 'stopped', version: 1, study: 'a/b/1', strategy: 'b', repeat: 1 };
  expect(faultOf({ ...line, reason: 'the target is reached' })).toBeUndefined();
  expect(faultOf(line)).toContain('reason');
  expect(faultOf({ ...line, reason: 'x', more: 1 })).toContain('more');
  expect(faultOf({ ...line, reason: 'x', type: 'ended' })).toContain('allowed values');
  expect(faultOf({ ...line, reason: 'x', version: 2 })).toContain('version');
});
