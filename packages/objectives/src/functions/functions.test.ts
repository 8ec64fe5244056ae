import { createRng, type EvaluateContext, type Objective } from '@tune/core';
import { describe, expect, it } from 'vitest';
import { branin, hartmann6 } from './index.ts';

const context: EvaluateContext = {
  seed: 1,
  signal: new AbortController().signal,
  report: () => undefined,
};

const cases: readonly { make: () => Objective; value: number; minima: number }[] = [
  { make: branin as () => Objective, value: 0.397887, minima: 3 },
  { make: hartmann6 as () => Objective, value: -3.32237, minima: 1 },
];

describe.each(cases)('$make.name', ({ make, value, minima }) => {
  const objective = make();
  const optimum = objective.optimum!;
  const at = async (point: Readonly<Record<string, unknown>>): Promise<number> =>
    (await objective.evaluate(point as never, context)) as number;

  it('knows its optimum to six digits', () => {
    expect(optimum.value).toBeCloseTo(value, 5);
    expect(optimum.points).toHaveLength(minima);
  });

  it('takes that value at every minimizer, which lies in the space', async () => {
    for (const point of optimum.points) {
      expect(objective.space.faults(point)).toEqual([]);
      expect(await at(point)).toBeCloseTo(optimum.value, 10);
    }
  });

  it('is flat at every minimizer', async () => {
    const h = 1e-5;
    for (const point of optimum.points) {
      for (const name of objective.space.names) {
        const x = point[name] as number;
        const slope =
          ((await at({ ...point, [name]: x + h })) - (await at({ ...point, [name]: x - h }))) /
          (2 * h);
        expect(Math.abs(slope)).toBeLessThan(1e-6);
      }
    }
  });

  it('is worse everywhere else', async () => {
    const rng = createRng(5);
    for (let draw = 0; draw < 2000; draw++) {
      const row = objective.space.columns.map(() => rng.next());
      expect(await at(objective.space.decode(row))).toBeGreaterThan(optimum.value - 1e-12);
    }
  });
});

it('gives the published value at a corner', async () => {
  expect(await branin().evaluate({ x1: -5, x2: 0 }, context)).toBeCloseTo(308.12909601160663, 9);
});
