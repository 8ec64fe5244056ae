import { expect, test } from 'vitest';
import { eventsOf, runTune, trialsOf } from './run-tune.ts';

const branin = [
  'evaluate',
  '--objective',
  'branin',
  '--point',
  '{"x1":3.141592653589793,"x2":2.275}',
];

test('evaluates a point with the seed of each repeat', async () => {
  const run = await runTune([...branin, '--repeats', '2', '--json']);
  expect(run.code).toBe(0);
  const [first, second, last] = eventsOf(run);
  expect(first).toMatchObject({ type: 'value', repeat: 1, state: 'complete' });
  expect(first!['value']).toBeCloseTo(0.397887, 6);
  expect(second!['seed']).not.toBe(first!['seed']);
  expect(last).toMatchObject({ type: 'evaluation', objective: 'branin' });
});

test('uses the seed that a comparison would use', async () => {
  const compared = await runTune(
    'compare --objective branin --strategies grid --trials 1 --seed 9 --json'.split(' '),
  );
  const trial = trialsOf(compared)[0]!;
  const point = JSON.stringify(trial['point']);
  const evaluated = await runTune([
    'evaluate',
    '--objective',
    'branin',
    '--point',
    point,
    '--seed',
    '9',
    '--json',
  ]);
  expect(eventsOf(evaluated)[0]!['seed']).toBe(trial['seed']);
});

test('says why a point fails and exits with 1', async () => {
  const run = await runTune([
    'evaluate',
    '--objective',
    'tests/fixtures/flaky.mjs',
    '--point',
    '{"x":0.1}',
  ]);
  expect(run.code).toBe(1);
  expect(run.stdout).toMatch(/failed: it diverged/);
});
