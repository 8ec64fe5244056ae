import { expect, test } from 'vitest';
import { eventsOf, runTune, trialsOf, type Finished } from './run-tune.ts';

/** Pruners and reporters that break their rules, each in its own way: see the fixtures. */
const badPruner = (how: string): string => `tests/fixtures/bad-pruner.mjs?how=${how}`;
const badReporter = (how: string): string => `tests/fixtures/bad-reporter.mjs?how=${how}`;

const compareWith = (...more: string[]): Promise<Finished> =>
  runTune(['compare', '--strategies', 'random,grid', '--repeats', '2', ...more]);

const pruned = (how: string): Promise<Finished> =>
  compareWith(
    ...['--objective', 'tests/fixtures/curve.mjs', '--trials', '4', '--json'],
    ...['--pruner', badPruner(how)],
  );

const reported = (how: string): Promise<Finished> =>
  compareWith(
    ...['--objective', 'branin', '--trials', '20'],
    ...['--reporter', `${badReporter(how)},json`],
  );

/** All that does not depend on time: each trial, and what came of it. */
function resultOf(run: Finished) {
  const { strategies, leader } = eventsOf(run).at(-1) as { strategies: object[]; leader: string };
  const trials = trialsOf(run).map(({ study, number, value, point }) => [
    ...[study, number, value, point],
  ]);
  const values = strategies.map((one) => ({ ...one, suggestSeconds: 0, evaluateSeconds: 0 }));
  const types = eventsOf(run).map(({ type }) => type);
  return { types, trials, values, leader };
}

test.each([
  ['throws', /could not decide about trial 1 at step 1: no verdict\.\n +at .*bad-pruner\.mjs:\d+/],
  ['nonsense', /but got "maybe"/],
  ['async', /but got a promise/],
  ['never', /but got a promise/],
])('a pruner that fails (%s) ends the comparison and is named with its file', async (how, said) => {
  const run = await pruned(how);
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(said);
  expect(run.stderr).toContain('pruner "bad" (tests/fixtures/bad-pruner.mjs)');
  expect(eventsOf(run).at(-1)).not.toMatchObject({ type: 'comparison' });
});

test('what a pruner does to the curves changes no result', async () => {
  const strategiesOf = (run: Finished) =>
    (eventsOf(run).at(-1) as { strategies: { best: number[]; measured: number }[] }).strategies.map(
      ({ best, measured }) => ({ best, measured }),
    );
  const [spoils, keeps] = [await pruned('mutates'), await pruned('keep')];
  expect(spoils.code).toBe(0);
  expect(strategiesOf(spoils)).toEqual(strategiesOf(keeps));
});

test.each([
  ['begin-throws', /no begin\n +at fail \(tests\/fixtures\/bad-reporter\.mjs:\d+/],
  ['throws', /no event\n +at .*bad-reporter\.mjs:\d+/],
  ['rejects', /no event\n +at .*bad-reporter\.mjs:\d+/],
  ['timer', /from a timer\n +at .*bad-reporter\.mjs:\d+/],
  ['end-throws', /no end\n +at .*bad-reporter\.mjs:\d+/],
  ['end-rejects', /no end\n +at .*bad-reporter\.mjs:\d+/],
  ['end-never', /its end\(\) did not come to an end within 10 s/],
])(
  'a reporter that fails (%s) is left out, and the rest goes on',
  async (how, said) => {
    const run = await reported(how);
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(said);
    expect(run.stderr).toContain(`the reporter ${badReporter(how)} failed and is left out`);
    expect(eventsOf(run).at(-1)).toMatchObject({ type: 'comparison', isComplete: true });
  },
  60_000,
);

test('what a reporter writes and changes reaches no other reporter', async () => {
  const plain = await reported('none');
  for (const how of ['rubbish', 'mutates']) {
    const run = await reported(how);
    expect(run.code, how).toBe(0);
    expect(resultOf(run), how).toEqual(resultOf(plain));
  }
}, 60_000);

test('a reporter that calls process.exit ends the command as failed, with its place', async () => {
  const run = await reported('exit');
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(/process\.exit\(0\) was called .*bad-reporter\.mjs:\d+:\d+/);
});
