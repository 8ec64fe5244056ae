import { expect, test } from 'vitest';
import { eventsOf, runTune, trialsOf } from './run-tune.ts';

const PYTHON = [
  ...['--command', 'python3 examples/python/train.py --lr {lr} --momentum {momentum}'],
  ...['--space-file', 'examples/python/space.json', '--metric', 'loss', '--json'],
];

test('a Python program is searched like any other objective, in parallel too', async () => {
  const run = await runTune([
    'compare',
    ...PYTHON,
    ...['--strategies', 'bayes,random', '--trials', '8', '--parallel', '2'],
  ]);
  expect(run.code).toBe(0);
  const events = eventsOf(run);
  expect(events.filter(({ type }) => type === 'trial')).toHaveLength(16);
  expect(events.filter(({ type }) => type === 'report')).toHaveLength(160);
  expect(events.at(-1)).toMatchObject({
    type: 'comparison',
    objective: 'python3',
    strategies: [
      { name: 'bayes', failed: 0 },
      { name: 'random', failed: 0 },
    ],
  });
}, 120_000);

test('with a pruner the comparison is by steps, and says so', async () => {
  const search = [...'--strategies random --trials 10 --steps 10 --pruner median'.split(' ')];
  const run = await runTune(['compare', ...PYTHON, ...search]);
  expect(run.code).toBe(0);
  const last = eventsOf(run).at(-1) as {
    pruner: string;
    strategies: { measured: number; pruned: number; steps: number }[];
  };
  expect(last.pruner).toBe('median');
  const [random] = last.strategies;
  expect(random!.pruned).toBeGreaterThan(0);
  expect(random!.measured).toBeGreaterThan(10);
  expect(random!.steps).toBeLessThanOrEqual(100);
  const shown = await runTune([
    'compare',
    ...PYTHON.filter((word) => word !== '--json'),
    ...search,
    '--verbose',
    '0',
  ]);
  expect(shown.stdout).toMatch(/steps to \d/);
  expect(shown.stdout).not.toMatch(/trials to \d/);
  expect(shown.stdout).toMatch(/Compared by cost: each strategy had 100 steps/);
}, 120_000);

test('a program that fails is a failed trial with the end of its stderr; --max-failures of them end the search', async () => {
  const run = await runTune([
    'run',
    ...['--command', `python3 -c 'raise ValueError("lr of {lr} is too large")'`],
    ...['--space-file', 'examples/python/space.json', '--strategy', 'random'],
    ...['--trials', '9', '--max-failures', '3', '--json'],
  ]);
  expect(run.code).toBe(1);
  const trials = trialsOf(run);
  expect(trials).toHaveLength(3);
  expect(trials[0]).toMatchObject({
    state: 'failed',
    reason: expect.stringMatching(
      /^python3 ended with exit code 1: ValueError: lr of .* is too large/,
    ),
  });
  const gaveUp = { type: 'gave-up', strategy: 'random', repeat: 1, failures: 3 };
  expect(eventsOf(run)).toContainEqual(expect.objectContaining(gaveUp));
}, 60_000);

test('a program that takes too long is killed and has failed', async () => {
  const run = await runTune([
    'run',
    ...['--command', 'sleep {lr}000', '--space-file', 'examples/python/space.json'],
    ...['--strategy', 'random', '--trials', '1', '--trial-timeout', '0.3', '--json'],
  ]);
  expect(trialsOf(run)[0]).toMatchObject({
    state: 'failed',
    reason: 'the evaluation took longer than 0.3 s',
  });
}, 60_000);

test.each([
  [['--command', 'x'], /--space-file/],
  [['--command', 'x', '--space-file', 'nowhere.json'], /nowhere\.json/],
  [['--command', 'x', '--space-file', 'tests/fixtures/typos.json'], /"flaot"[^]*x\.low/],
  [['--space-file', 'examples/python/space.json'], /belongs to --command/],
  [['--command', 'x {lrr}', '--space-file', 'examples/python/space.json'], /\{lr\}/],
  [['--objective', 'branin', '--pruner', 'medain'], /Did you mean median/],
  [['--objective', 'branin', '--pruner', 'median'], /steps/],
  [['--objective', 'branin', '--parallel', '0'], /--parallel/],
  [['--objective', 'branin', '--trial-timeout', '0'], /--trial-timeout/],
] as const)('%j is refused with the remedy', async (words, message) => {
  const run = await runTune(['compare', ...words]);
  expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(message) });
});
