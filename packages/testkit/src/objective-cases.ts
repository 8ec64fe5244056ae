import { deepStrictEqual, notStrictEqual, ok, strictEqual } from 'node:assert/strict';
import {
  createRng,
  isBetter,
  type EvaluateContext,
  type Objective,
  type Point,
  type Space,
} from '@tune/core';

/** What of an objective is tried, where its whole cost would be too much. */
export interface ObjectiveTrial {
  /** Given to every evaluation. */
  readonly fidelity?: number;
  /** How many points are tried; default: 24. */
  readonly points?: number;
}

/** One thing that an objective has to do. */
export interface ObjectiveCase {
  readonly name: string;
  /** @param make  a new objective, each time the same; rejects where it does something else */
  run(make: () => Objective, trial?: ObjectiveTrial): Promise<void>;
}

const contextOf = (seed: number, { fidelity }: ObjectiveTrial = {}): EvaluateContext => ({
  seed,
  ...(fidelity === undefined ? {} : { fidelity }),
  signal: new AbortController().signal,
  report: () => undefined,
});

/** Corners first, then chance; those that a constraint forbids are left out. */
function pointsOf(space: Space, count = 24): Point[] {
  const rng = createRng('points of an objective');
  const rows = [0, 1, 0.5].map((value) => space.columns.map(() => value));
  for (let draw = 0; draw < 20 * count; draw++) rows.push(space.columns.map(() => rng.next()));
  return rows
    .map((row) => space.decode(row))
    .filter((point) => space.faults(point).length === 0)
    .slice(0, count);
}

async function valueAt(objective: Objective, point: Point, context: EvaluateContext) {
  const value = await objective.evaluate(Object.freeze({ ...point }), context);
  ok(typeof value === 'number' && Number.isFinite(value), `${String(value)} is no finite number`);
  return value;
}

/** A new objective for the case alone, disposed of afterwards. */
async function using(make: () => Objective, use: (objective: Objective) => Promise<void>) {
  const objective = make();
  try {
    const { signal } = new AbortController();
    await objective.setup?.({ signal, progress: () => undefined });
    await use(objective);
  } finally {
    await objective.dispose?.();
  }
}

/**
 * What every objective owes to a search, whatever it computes.
 *
 * @example
 * ```ts
 * import { branin } from '@tune/objectives/functions';
 * import { objectiveCases } from '@tune/testkit';
 * for (const { run } of objectiveCases) await run(branin as never);
 * ```
 */
export const objectiveCases: readonly ObjectiveCase[] = [
  {
    name: 'made twice it is the same: name, space, direction',
    async run(make) {
      const [one, other] = [make(), make()];
      ok(one.name.length > 0);
      strictEqual(one.name, other.name);
      strictEqual(one.direction, other.direction);
      strictEqual(one.space.fingerprint, other.space.fingerprint);
    },
  },
  {
    name: 'every point of its space has a finite value, and is left as it was',
    run: (make, trial = {}) =>
      using(make, async (objective) => {
        const points = pointsOf(objective.space, trial.points);
        ok(points.length > 0, 'no point meets the constraints');
        // Frozen: what is written into would throw.
        for (const [seed, point] of points.entries())
          await valueAt(objective, point, contextOf(seed, trial));
      }),
  },
  {
    name: 'a value depends on point and seed alone, not on what ran before or beside it',
    run: (make, trial = {}) =>
      using(make, async (objective) => {
        const points = pointsOf(objective.space, trial.points);
        const contextAt = (index: number) => contextOf(1000 + index, trial);
        const values: number[] = [];
        for (const [index, point] of points.entries())
          values.push(await valueAt(objective, point, contextAt(index)));
        const backwards: number[] = [];
        for (const [index, point] of [...points.entries()].toReversed())
          backwards.unshift(await valueAt(objective, point, contextAt(index)));
        deepStrictEqual(backwards, values);
        const together = points.map((point, index) => valueAt(objective, point, contextAt(index)));
        deepStrictEqual(await Promise.all(together), values);
        await using(make, async (fresh) => {
          strictEqual(await valueAt(fresh, points[0]!, contextAt(0)), values[0]);
        });
      }),
  },
  {
    name: 'a known optimum is taken where it is said to be, and beaten nowhere',
    run: (make, trial = {}) =>
      using(make, async (objective) => {
        const { optimum, direction, space } = objective;
        if (optimum === undefined) return;
        ok(optimum.points.length > 0);
        for (const point of optimum.points) {
          deepStrictEqual(space.faults(point), []);
          const value = await valueAt(objective, point as Point, contextOf(1, trial));
          ok(Math.abs(value - optimum.value) <= 1e-9 * Math.max(1, Math.abs(optimum.value)));
        }
        for (const point of pointsOf(space, 40 * (trial.points ?? 24))) {
          const value = await valueAt(objective, point, contextOf(1, trial));
          ok(
            !isBetter(direction, value, optimum.value + (direction === 'minimize' ? -1e-9 : 1e-9)),
          );
        }
      }),
  },
  {
    name: 'its test has its space and direction, and says what it scores on',
    async run(make) {
      const objective = make();
      const test = objective.test?.();
      if (test === undefined) return;
      strictEqual(test.space.fingerprint, objective.space.fingerprint);
      strictEqual(test.direction, objective.direction);
      ok((test.description ?? '').length > 0);
      notStrictEqual(test.description, objective.description);
      strictEqual(test.test, undefined, 'a last word has no further one');
    },
  },
];
