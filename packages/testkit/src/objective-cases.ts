import { deepStrictEqual, notStrictEqual, ok, strictEqual } from 'node:assert/strict';
import type { EvaluateContext, Objective, Point, Space } from '@tune/core';
import { createRng, delay, isBetter } from '@tune/core/plugin';
import { namingRules, type SuiteCase } from './suite-case.ts';
import { within } from './time-limit.ts';

/** How an objective is tried whose full evaluations would take too long. */
export interface ObjectiveTrial {
  /** Fidelity of every evaluation. */
  readonly fidelity?: number;
  /** How many points are tried. Default: 24. */
  readonly points?: number;
}

/** One thing that an objective has to do, tried with a function that makes the same one each time. */
export type ObjectiveCase = SuiteCase<MakeObjective, ObjectiveTrial>;

// An objective of any points: what is tried comes from its own space.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type MakeObjective = () => Objective<any>;

/** How long an evaluation may go on after its signal has aborted. */
const ABORT_MS = 10_000;

const contextOf = (seed: number, { fidelity }: ObjectiveTrial = {}): EvaluateContext => ({
  seed,
  ...(fidelity === undefined ? {} : { fidelity }),
  signal: new AbortController().signal,
  report: () => undefined,
});

/** Points of a space: corners first, then random ones; all meet the constraints. */
function pointsOf(space: Space, count = 24): Point[] {
  const rng = createRng('points of an objective');
  const rows = [0, 1, 0.5].map((value) => space.columns.map(() => value));
  for (let draw = 0; draw < 20 * count; draw++) rows.push(space.columns.map(() => rng.next()));
  return rows
    .map((row) => space.decode(row))
    .filter((point) => space.faults(point).length === 0)
    .slice(0, count);
}

/** The one value at a point, which is frozen: an objective that writes into it throws. */
async function valueAt(
  objective: Objective,
  point: Point,
  context: EvaluateContext,
): Promise<number> {
  const result = await objective.evaluate(Object.freeze({ ...point }), context);
  const values: readonly unknown[] = Array.isArray(result) ? result : [result];
  strictEqual(values.length, 1, `${values.length} values, but there is one direction`);
  const [value] = values;
  ok(typeof value === 'number' && Number.isFinite(value), `${String(value)} is not finite`);
  return value;
}

/** Makes and sets up an objective for one case, and disposes of it afterwards. */
async function using(make: () => Objective, use: (objective: Objective) => Promise<void>) {
  const objective = make();
  try {
    const { signal } = new AbortController();
    const infos = (await objective.setup?.({ signal, progress: () => undefined })) ?? [];
    for (const { label, value } of infos) {
      ok(typeof label === 'string' && typeof value === 'string', 'an info has no label or value');
    }
    await use(objective);
  } finally {
    await objective.dispose?.();
  }
}

const CASES: readonly ObjectiveCase[] = [
  {
    rule: 'same-identity',
    name: 'two objectives made alike have the same identity, space and direction',
    async run(make) {
      const [one, other] = [make(), make()];
      ok(one.name.length > 0);
      strictEqual(one.name, other.name);
      strictEqual(one.version, other.version);
      strictEqual(one.preset, other.preset);
      deepStrictEqual(one.options, other.options);
      strictEqual(one.direction, other.direction);
      strictEqual(one.space.fingerprint, other.space.fingerprint);
      const json: unknown = JSON.parse(JSON.stringify(one.options ?? null));
      deepStrictEqual(json, one.options ?? null, 'its options are not plain JSON');
    },
  },
  {
    rule: 'values-are-finite',
    name: 'every point of the space has a finite value, and is not changed',
    run: (make, trial = {}) =>
      using(make, async (objective) => {
        const points = pointsOf(objective.space, trial.points);
        ok(points.length > 0, 'no point meets the constraints');
        for (const [seed, point] of points.entries()) {
          await valueAt(objective, point, contextOf(seed, trial));
        }
      }),
  },
  {
    rule: 'seed-alone-decides',
    name: 'a value depends on point and seed alone, not on evaluations before or beside it',
    run: (make, trial = {}) =>
      using(make, async (objective) => {
        const points = pointsOf(objective.space, trial.points);
        const contextAt = (index: number) => contextOf(1000 + index, trial);
        const values: number[] = [];
        for (const [index, point] of points.entries()) {
          values.push(await valueAt(objective, point, contextAt(index)));
        }
        const backwards: number[] = [];
        for (const [index, point] of [...points.entries()].toReversed()) {
          backwards.unshift(await valueAt(objective, point, contextAt(index)));
        }
        deepStrictEqual(backwards, values);
        const together = points.map((point, index) => valueAt(objective, point, contextAt(index)));
        deepStrictEqual(await Promise.all(together), values);
        await using(make, async (fresh) => {
          strictEqual(await valueAt(fresh, points[0]!, contextAt(0)), values[0]);
        });
      }),
  },
  {
    rule: 'stops-on-abort',
    name: 'an evaluation whose signal aborts ends soon, and the next one is not disturbed',
    run: (make, trial = {}) =>
      using(make, async (objective) => {
        const [point] = pointsOf(objective.space, 1);
        const expected = await valueAt(objective, point!, contextOf(7, trial));
        const stop = new AbortController();
        const context = { ...contextOf(7, trial), signal: stop.signal };
        // It rejects, or has its value already: both end it.
        const ended = (async () => objective.evaluate(point!, context))().catch(() => undefined);
        await delay(5);
        stop.abort(new Error('enough'));
        await within(ABORT_MS, async () => void (await ended));
        strictEqual(await valueAt(objective, point!, contextOf(7, trial)), expected);
      }),
  },
  {
    rule: 'optimum-is-right',
    name: 'a known optimum is reached at its points, and no other point is better',
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
    rule: 'held-out-test-is-alike',
    name: 'the held-out test has the same space and direction, and its own description',
    async run(make) {
      const objective = make();
      const test = objective.test?.();
      if (test === undefined) return;
      strictEqual(test.space.fingerprint, objective.space.fingerprint);
      strictEqual(test.direction, objective.direction);
      ok((test.description ?? '').length > 0);
      notStrictEqual(test.description, objective.description);
      strictEqual(test.test, undefined, 'a held-out test has no test of its own');
    },
  },
];

const MENDS = {
  'same-identity':
    'set name, version, options, space and direction from the arguments of the factory alone',
  'values-are-finite':
    'return a finite number for every point; throw where an evaluation fails, and restrict the space with constrain(...) where it always does',
  'seed-alone-decides':
    'take all chance from context.seed (createRng(context.seed) of @tune/core/plugin), and keep nothing between evaluations',
  'stops-on-abort':
    'pass context.signal on to what you wait for, and call context.signal.throwIfAborted() in long loops',
  'optimum-is-right': 'correct optimum.value and optimum.points, or leave the optimum out',
  'held-out-test-is-alike':
    'make the test from the same space and direction, with a description of its own',
};

/**
 * What every objective has to do, whatever it computes.
 *
 * @example
 * ```ts
 * import { branin } from '@tune/objectives/functions';
 * import { objectiveCases } from '@tune/testkit';
 * for (const { run } of objectiveCases) await run(branin);
 * ```
 */
export const objectiveCases = namingRules(CASES, MENDS);
