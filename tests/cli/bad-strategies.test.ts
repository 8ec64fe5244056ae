import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eventsOf, runTune, type Finished } from './run-tune.ts';

/** Strategies that break their rules, each in its own way: see the fixture. */
const bad = (how: string): string => `tests/fixtures/bad-strategy.mjs?how=${how}`;
const labelOf = (how: string): string => `bad-strategy?how=${how}`;

const compareWith = (strategies: readonly string[], ...more: string[]): Promise<Finished> =>
  runTune([
    ...['compare', '--objective', 'branin', '--trials', '6', '--json'],
    ...(more.includes('--repeats') ? [] : ['--repeats', '2']),
    ...['--strategies', strategies.join(','), ...more],
  ]);

type Summary = Record<string, unknown> & { readonly name: string };

type Verdict = { readonly pairs: readonly Record<string, unknown>[] };

function resultOf(run: Finished) {
  const last = eventsOf(run).at(-1) as { strategies: Summary[]; leader: string; verdict: Verdict };
  const of = (name: string) => {
    const {
      suggestSeconds: _,
      evaluateSeconds: __,
      ...rest
    } = last.strategies.find((one) => one.name === name)!;
    return rest;
  };
  // Where it pays follows from the measured seconds of choosing.
  const pairs = last.verdict.pairs.map(({ breakEven: _, ...pair }) => pair);
  return { ...last, verdict: { ...last.verdict, pairs }, of };
}

/** What is told of each: its code if it has one, and words of the reason. */
const WAYS: readonly [how: string, code: string | undefined, reason: RegExp][] = [
  ['meta-bigint', 'STRATEGY_INVALID', /meta\.a is a bigint/],
  ['meta-cycle', 'STRATEGY_INVALID', /circular/],
  ['meta-nan', 'STRATEGY_INVALID', /meta\.a\.b is NaN/],
  ['meta-date', 'STRATEGY_INVALID', /an object of a class/],
  ['meta-big', 'STRATEGY_INVALID', /characters of JSON/],
  ['meta-getter', 'STRATEGY_INVALID', /do not look/],
  ['nothing', 'STRATEGY_GAVE_NOTHING', /was never tried/],
  ['many', 'STRATEGY_INVALID', /gave 7 suggestions when asked for at most 1/],
  ['object', 'STRATEGY_INVALID', /list of suggestions/],
  ['null-point', 'STRATEGY_POINT_INVALID', /outside of the space/],
  ['outside', 'STRATEGY_POINT_INVALID', /x1/],
  ['extra', 'STRATEGY_POINT_INVALID', /z/],
  ['missing', 'STRATEGY_POINT_INVALID', /x2/],
  ['throws', undefined, /^no idea$/],
  ['throws-string', undefined, /^just text$/],
  ['throws-undefined', undefined, /threw undefined/],
  ['throws-storage', 'STORAGE_FULL', /^disk$/],
  ['throws-hostile', undefined, /cannot be shown/],
  ['unhandled', undefined, /^left alone$/],
  ['timer', undefined, /^from a timer$/],
  ['exit', 'STRATEGY_EXITED', /ended its thread in suggest\(\) with exit code 0/],
  ['abort', undefined, /abort/],
  ['hostile-point', 'STRATEGY_INVALID', /do not look/],
  ['setup-throws', undefined, /^no setup$/],
  ['setup-odd', 'STRATEGY_INVALID', /its setup gave/],
  ['prepare-throws', undefined, /^no prepare$/],
];

/** Those that take as long as they are given. */
const ENDLESS = ['never', 'loop', 'rejects-late', 'million', 'setup-loop', 'prepare-never'];

test('each of the strategies that break a rule costs only itself, and is named with its reason', async () => {
  const alone = resultOf(await compareWith(['random', 'grid']));
  const run = await compareWith(['random', ...WAYS.map(([how]) => bad(how)), 'grid']);
  expect(run.code).toBe(1);
  const events = eventsOf(run);
  const failed = new Map(
    events.flatMap((one) => (one['type'] === 'strategy-failed' ? [[one['strategy'], one]] : [])),
  );
  const { of, leader, verdict } = resultOf(run);
  for (const [how, code, reason] of WAYS) {
    expect(failed.get(labelOf(how)), how).toMatchObject({
      ...{ repeat: 1, reason: expect.stringMatching(reason) as string },
      ...{ source: 'tests/fixtures/bad-strategy.mjs', ...(code && { code }) },
    });
    expect(of(labelOf(how)), how).toMatchObject({ median: null, failure: { repeat: 1 } });
  }
  expect(failed.size).toBe(WAYS.length);
  expect(failed.get(labelOf('throws'))!['stack']).toEqual([
    expect.stringMatching(/^at throws .*bad-strategy\.mjs:\d+:\d+/),
    expect.stringMatching(/^at .*suggest .*bad-strategy\.mjs:\d+:\d+/),
  ]);
  for (const name of ['random', 'grid']) expect(of(name)).toEqual(alone.of(name));
  expect({ leader, verdict }).toEqual({ leader: alone.leader, verdict: alone.verdict });
}, 120_000);

test('endless loops and answers that never come are ended after --suggest-timeout', async () => {
  const run = await compareWith(
    ['random', ...ENDLESS.map(bad)],
    ...['--suggest-timeout', '0.5', '--repeats', '1'],
  );
  expect(run.code).toBe(1);
  const { of } = resultOf(run);
  for (const how of ENDLESS) {
    expect(of(labelOf(how)), how).toMatchObject({
      failure: { code: expect.stringMatching(/^STRATEGY_(TIMED_OUT|INVALID)$/) as string },
    });
  }
  expect(of('random')).toMatchObject({ measured: 6 });
}, 120_000);

test('a strategy that fills the memory costs only itself', async () => {
  const run = await compareWith(['random', bad('memory')], '--repeats', '1');
  expect(run.code).toBe(1);
  const { of } = resultOf(run);
  expect(of('random')).toMatchObject({ measured: 6 });
  expect(of(labelOf('memory'))).toMatchObject({
    failure: {
      code: 'STRATEGY_OUT_OF_MEMORY',
      reason: expect.stringMatching(/1024 MiB/) as string,
    },
  });
}, 120_000);

test('what a strategy does to what it is given changes nothing', async () => {
  const run = await compareWith([
    'random',
    ...['poison', 'keeps', 'meta-fickle', 'posts', 'ok'].map(bad),
  ]);
  const alone = await compareWith(['random', bad('ok')]);
  const [{ of }, expected] = [resultOf(run), resultOf(alone)];
  expect(run.code).toBe(0);
  expect(of('random')).toEqual(expected.of('random'));
  expect(of(labelOf('poison'))).toMatchObject({ measured: 12 });
  expect(of(labelOf('posts'))['values']).toEqual(of(labelOf('ok'))['values']);
  expect(of(labelOf('keeps'))['values']).toEqual(of(labelOf('ok'))['values']);
}, 120_000);

test('tune show says why a strategy was left out, with its code, file and stack', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tune-bad-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const env = { TUNE_STORAGE: join(folder, 'studies.db') };
  const strategies = ['random', bad('throws'), bad('exit')].join(',');
  const flags = ['--name', 'demo', '--objective', 'branin', '--trials', '3', '--repeats', '1'];
  const run = await runTune(['compare', ...flags, '--strategies', strategies], { env });
  expect(run.code).toBe(1);
  const { stdout } = await runTune(['show', 'demo'], { env });
  expect(stdout).toMatch(
    /how=throws \(tests\/fixtures\/bad-strategy\.mjs\) ended with an error: no idea\n +at throws \(tests\/fixtures\/bad-strategy\.mjs:\d+:\d+\)\n +at .*suggest \(/,
  );
  expect(stdout).toMatch(/how=exit .* in suggest\(\) with exit code 0.* \[STRATEGY_EXITED\]/);
  const json = resultOf(await runTune(['show', 'demo', '--json'], { env }));
  expect(json.of(labelOf('throws'))).toMatchObject({
    failure: {
      ...{ repeat: 1, reason: 'no idea', source: 'tests/fixtures/bad-strategy.mjs' },
      stack: [expect.stringMatching(/^at throws /), expect.stringMatching(/suggest/)] as string[],
    },
  });
  expect(json.of(labelOf('exit'))).toMatchObject({ failure: { code: 'STRATEGY_EXITED' } });
}, 60_000);

test('what a strategy prints goes to stderr, with its name', async () => {
  const run = await compareWith([bad('console')], '--repeats', '1');
  expect(run.code).toBe(0);
  expect(run.stderr).toContain('bad-strategy.mjs: hello from suggest');
});

describe('a strategy that cannot be loaded is refused before anything runs', () => {
  const OTHERS = 'To go on without it: --strategies random,grid';
  test.each([
    [bad('factory-throws'), /cannot be made \(tests\/fixtures\/bad-strategy\.mjs:\d+:\d+\)/],
    [bad('factory-exit'), /ended its thread while it was loaded with exit code 0/],
    [bad('factory-loop'), /was not loaded within 10 s/],
    [bad('factory-never'), /was not loaded within 10 s/],
    ['tests/fixtures/import-loop.mjs', /was not loaded within 10 s/],
    ['tests/fixtures/import-exit.mjs', /ended its thread while it was loaded with exit code 0/],
  ])('%s', { concurrent: true, timeout: 120_000 }, async (strategy, message) => {
    const run = await compareWith(['random', strategy, 'grid'], '--suggest-timeout', '1');
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(message);
    expect(run.stderr).toContain(`"${strategy.replace(/\?.*/, '')}"`);
    expect(run.stderr).toContain(OTHERS);
  });
});

test('--isolation none calls strategies in the process of the command', async () => {
  const run = await compareWith(['random', bad('abort')], '--isolation', 'none');
  expect(run.code).not.toBe(0);
  expect(eventsOf(run).at(-1)).not.toMatchObject({ type: 'comparison' });
});
