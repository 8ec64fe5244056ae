import { branin } from '@tune/objectives/functions';
import { expect, test } from 'vitest';
import { eventsOf, runTune } from './run-tune.ts';

interface Scored {
  readonly judgedBy: string;
  readonly testDescription: string;
  readonly strategies: readonly {
    readonly name: string;
    readonly median: number;
    readonly medianRegret: number;
    readonly optimism: number;
    readonly choices: readonly {
      point: { x1: number; x2: number };
      search: number;
      score: number;
    }[];
  }[];
}

const NOISY = 'compare --strategies bayes,random --trials 30 --repeats 3 --json'.split(' ');

test('a noisy formula is judged by the function without its noise, at what each strategy chose', async () => {
  const run = await runTune([...NOISY, '--objective', 'branin?noise=5']);
  expect(run.code).toBe(0);
  const result = eventsOf(run).findLast(({ type }) => type === 'comparison') as unknown as Scored;
  expect(result).toMatchObject({ judgedBy: 'test', testDescription: 'the noiseless function' });
  const formula = branin();
  for (const { name, choices, median, medianRegret, optimism } of result.strategies) {
    for (const { point, search, score } of choices) {
      expect(score).toBe(formula.evaluate(point, undefined as never));
      expect(score).not.toBe(search);
    }
    expect(medianRegret).toBeCloseTo(median - formula.optimum!.value, 9);
    // Of random the best of thirty noisy values is chosen: it looks better than it is.
    if (name === 'random') expect(optimism).toBeGreaterThan(0);
  }
}, 60_000);

test('child processes evaluate the same noise and the same noiseless function', async () => {
  const scoresOf = async (...more: string[]) => {
    const run = await runTune([...NOISY, '--objective', 'hartmann6?noise=0.3', ...more]);
    const result = eventsOf(run).findLast(({ type }) => type === 'comparison') as unknown as Scored;
    return result.strategies.map(({ choices }) => choices);
  };
  const once = await scoresOf();
  expect(await scoresOf('--isolation', 'process', '--parallel', '2')).toEqual(once);
}, 120_000);

test('a negative noise is refused', async () => {
  const run = await runTune(['compare', '--objective', 'branin?noise=-1']);
  expect(run.code).toBe(2);
  expect(run.stderr).toContain('expects a number from 0 to 1000000000 for its option "noise"');
});
