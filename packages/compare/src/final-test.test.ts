import { float, space, type Objective, type Strategy } from '@tune/core';
import { describe, expect, it } from 'vitest';
import { compare, type ComparisonEvent } from './experiment.ts';

/** Walks through these values. */
const sweep = (...values: number[]): Strategy => ({
  name: 'sweep',
  apiVersion: 1,
  capabilities: { parallel: true, exhaustive: false },
  suggest: async ({ history }) => [{ point: { x: values[history.ended.length]! } }],
});

/** Each evaluation and test is written down; the test is worth a tenth less. */
function tested(score = (x: number) => x * 0.9) {
  const asked: { x: number; seed: number }[] = [];
  const objective: Objective<{ x: number }> = {
    name: 'tested',
    direction: 'maximize',
    space: space({ x: float(0, 1) }),
    evaluate: async ({ x }) => x,
    test: () => ({
      ...objective,
      description: 'other data',
      samples: 100,
      evaluate: async ({ x }, { seed }) => {
        asked.push({ x, seed });
        return score(x);
      },
    }),
  };
  return { objective: objective as unknown as Objective, asked };
}

async function run(objective: Objective, signal?: AbortSignal): Promise<ComparisonEvent[]> {
  const contenders = [
    { label: 'grid', strategy: sweep(0, 0.9, 0.3, 0.2) },
    { label: 'twin', strategy: sweep(0.1, 0.9, 0.3, 0.2) },
    { label: 'random', strategy: sweep(0.5, 0.4, 0.8, 0.6) },
  ];
  const design = { objective, contenders, trials: 4, repeats: 2, seed: 1 };
  const events: ComparisonEvent[] = [];
  const surroundings = { clock: () => 0, ...(signal === undefined ? {} : { signal }) };
  for await (const event of compare(design, surroundings)) events.push(event);
  return events;
}

describe('the last word', () => {
  it('is asked once for the best trial of each strategy, with its point and seed, before the result', async () => {
    const { objective, asked } = tested();
    const events = await run(objective);
    expect(events.at(-1)!.type).toBe('comparison');
    const results = events.filter((event) => event.type === 'tested');
    expect(results.map(({ label }) => label)).toEqual(['grid', 'twin', 'random']);
    // grid and its twin chose the same point: one training answers for both.
    expect(asked).toHaveLength(2);
    for (const { label, chosenBy, value, interval, samples, point } of results) {
      const trials = events.flatMap((event) =>
        event.type === 'trial-ended' && event.label === label ? [event.trial] : [],
      );
      const best = Math.max(...trials.map((trial) => trial.value!));
      expect(chosenBy).toBe(best);
      expect(point['x']).toBe(best);
      expect(value).toBe(best * 0.9);
      expect(samples).toBe(100);
      expect(interval!.low).toBeLessThan(value!);
      const { seed } = trials.find((trial) => trial.value === best)!;
      expect(asked).toContainEqual({ x: best, seed });
    }
  });

  it('that fails is told with its reason, and the comparison stands', async () => {
    const { objective } = tested(() => NaN);
    const events = await run(objective);
    expect(events.filter((event) => event.type === 'tested')[0]).toMatchObject({
      value: null,
      reason: expect.stringContaining('NaN') as string,
    });
    expect(events.at(-1)).toMatchObject({ comparison: { leader: expect.any(String) as string } });
  });

  it('is not asked for after an abort, nor where an objective has none', async () => {
    const stop = new AbortController();
    stop.abort('enough');
    const { objective, asked } = tested();
    await run(objective, stop.signal);
    expect(asked).toEqual([]);
    const { test: _, ...without } = objective;
    expect((await run(without)).some(({ type }) => type === 'tested')).toBe(false);
  });
});
