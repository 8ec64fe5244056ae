import type { EvaluateContext, Objective } from '@tune/core';
import { createRng } from '@tune/core/plugin';
import { describeObjective } from '@tune/testkit/vitest';
import { describe, expect, it } from 'vitest';
import * as functions from './index.ts';

const context: EvaluateContext = {
  seed: 1,
  signal: new AbortController().signal,
  report: () => undefined,
};

interface Case {
  readonly value: number;
  readonly minima: number;
  /** Parameters along which the minimizers are flat; default: all. */
  readonly flat?: readonly string[];
}

/** Every export, by its name. */
const CASES: Record<keyof typeof functions, Case> = {
  branin: { value: 0.397887, minima: 3 },
  hartmann6: { value: -3.32237, minima: 1 },
  // Its minimum is a cusp.
  ackley: { value: 0, minima: 1, flat: [] },
  levy: { value: 0, minima: 1 },
  rosenbrock: { value: 0, minima: 1 },
  hpo6mixed: { value: 0.018, minima: 5, flat: ['dropout'] },
  // Its minima are in corners.
  jenatton: { value: 0.1, minima: 4, flat: [] },
  gramacy: { value: 0.599788, minima: 1, flat: [] },
  discreteHartmann: { value: -2.889384, minima: 1, flat: ['x5', 'x6'] },
  discreteAckley: { value: 0, minima: 1, flat: [] },
};

type Make = () => Objective;
const plain = Object.entries(CASES).map(([name, one]) => ({
  ...one,
  name,
  make: functions[name as keyof typeof functions] as unknown as Make,
}));
const moved: Make = () => functions.ackley({ dimensions: 3, minimizer: 7.5 });
const noisy: Make = () => functions.branin({ noise: 20 }) as unknown as Objective;
const cases = [...plain, { ...CASES.ackley, name: 'ackley, moved', make: moved }];

describe.each(cases)('$name', ({ make, value, minima, flat }) => {
  describeObjective('objective', make);

  const objective = make();
  const optimum = objective.optimum!;
  const at = async (point: Readonly<Record<string, unknown>>): Promise<number> =>
    (await objective.evaluate(point as never, context)) as number;

  it('knows its optimum to six digits', () => {
    expect(optimum.value).toBeCloseTo(value, 5);
    expect(optimum.points).toHaveLength(minima);
  });

  it('has that value at every minimizer, which is in the space', async () => {
    for (const point of optimum.points) {
      expect(objective.space.faults(point)).toEqual([]);
      expect(await at(point)).toBeCloseTo(optimum.value, 10);
    }
  });

  it('is flat at every minimizer along its smooth parameters', async () => {
    const h = 1e-5;
    for (const point of optimum.points) {
      for (const name of flat ?? objective.space.names) {
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
      const point = objective.space.decode(objective.space.columns.map(() => rng.next()));
      if (objective.space.faults(point).length > 0) continue;
      expect(await at(point)).toBeGreaterThan(optimum.value - 1e-12);
    }
  });
});

describe('with noise', () => {
  describeObjective('objective', noisy);

  it.each(plain)('$name has the noiseless function as its test', async ({ make }) => {
    const formula = make();
    expect(formula.test).toBeUndefined();
    const objective = (make as (options: object) => Objective)({ noise: 3 });
    expect(objective.options).toEqual({ ...(formula.options as object), noise: 3 });
    expect(objective.description).toBe(`${formula.description}, noise of standard deviation 3`);
    // Noisy values may be better than the best one.
    expect(objective.optimum).toBeUndefined();
    const test = objective.test!();
    expect(test.description).toBe('the noiseless function');
    expect(test.optimum).toEqual(formula.optimum);
    const point = formula.optimum!.points[0] as never;
    expect(await test.evaluate(point, context)).toBe(await formula.evaluate(point, context));
  });

  it('has noise of the given standard deviation, around the value of the function', async () => {
    const point = { x1: 2, x2: 3 };
    const value = (await functions.branin().evaluate(point, context)) as number;
    const noises: number[] = [];
    for (let seed = 0; seed < 4000; seed++) {
      const drawn = await noisy().evaluate(point as never, { ...context, seed });
      noises.push((drawn as number) - value);
    }
    const mean = noises.reduce((a, b) => a + b) / noises.length;
    const stddev = Math.sqrt(noises.reduce((a, b) => a + b * b, 0) / noises.length);
    expect(Math.abs(mean)).toBeLessThan(1);
    expect(stddev).toBeGreaterThan(19);
    expect(stddev).toBeLessThan(21);
  });

  it('is the formula itself at a noise of 0', () => {
    expect(functions.branin({ noise: 0 }).options).toBeUndefined();
    expect(functions.levy({ noise: 0 }).options).toEqual({ dimensions: 8 });
  });

  it.each([-1, Number.NaN, Infinity, '1', null])('a noise of %j is refused', (noise) => {
    expect(() => functions.branin({ noise: noise as never })).toThrow(
      'a number from 0 to 1000000000 for its option "noise"',
    );
  });
});

it('gives the published value at a corner', async () => {
  expect(await functions.branin().evaluate({ x1: -5, x2: 0 }, context)).toBeCloseTo(
    308.12909601160663,
    9,
  );
});

it('gives published values of the others, or values computed by hand', async () => {
  const { ackley, jenatton, levy, rosenbrock } = functions;
  const at = (objective: Objective, point: object) => objective.evaluate(point as never, context);
  const all = (d: number, x: number) =>
    Object.fromEntries(Array.from({ length: d }, (_, j) => [`x${j + 1}`, x]));
  expect(await at(rosenbrock({ dimensions: 2 }), { x1: -1.2, x2: 1 })).toBeCloseTo(24.2, 10);
  expect(await at(ackley({ dimensions: 2 }), all(2, 1))).toBeCloseTo(3.6253849384403627, 10);
  // w = 0: 0 + 1 (1 + 10 sin^2 1) + 1 (1 + 0).
  expect(await at(levy({ dimensions: 2 }), all(2, -3))).toBeCloseTo(2 + 10 * Math.sin(1) ** 2, 10);
  expect(await at(jenatton() as never, { x1: 1, x3: 1, x7: 0.5, r9: 0.25 })).toBe(0.6);
});

it('unknown options and invalid dimensions are refused', () => {
  const invalid = expect.objectContaining({ code: 'OBJECTIVE_OPTION_INVALID' }) as Error;
  for (const { make } of plain) {
    expect(() => (make as (options: object) => Objective)({ dimension: 3 })).toThrow(invalid);
  }
  const { ackley, levy, rosenbrock } = functions;
  for (const dimensions of [0, 2.5, 1001, 1e9, Infinity, Number.NaN, '4', null, [4]] as never[]) {
    for (const make of [levy, ackley, rosenbrock]) {
      expect(() => make({ dimensions })).toThrow(invalid);
    }
  }
  expect(() => levy({ dimensions: 1e9 })).toThrowErrorMatchingInlineSnapshot(
    `[TuneError: The objective "levy" expects a whole number from 1 to 1000 for its option "dimensions", but got 1000000000.]`,
  );
  expect(() => rosenbrock({ dimensions: 1 })).toThrow(invalid);
  for (const minimizer of [33, -33, Number.NaN, Infinity, '1', null] as never[]) {
    expect(() => ackley({ minimizer })).toThrow('a number from -32.768 to 32.768');
  }
  for (const options of [null, 'x', 7, [1]] as never[]) {
    expect(() => levy(options)).toThrow('expects an object of options by name, but got');
  }
  for (const make of [levy, ackley, rosenbrock]) {
    expect(make({ dimensions: 1000 }).space.names).toHaveLength(1000);
  }
});
