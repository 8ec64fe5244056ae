import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import type { Curve, Pruner } from '@tune/core';
import { createRng, curveHistory } from '@tune/core/plugin';
import { namingRules, type SuiteCase } from './suite-case.ts';

/** One thing that a pruner has to do, tried with a function that makes the same one each time. */
export type PrunerCase = SuiteCase<() => Pruner>;

/** What a pruner is asked: a trial, and all others. */
interface Question {
  readonly others: readonly Curve[];
  readonly trial: Curve;
}

const frozen = (curve: Curve): Curve =>
  Object.freeze({ ...curve, points: Object.freeze(curve.points.map(Object.freeze)) as never });

/** The curves of a search: many end early, some have reported nothing or NaN, some skip steps. */
function searchOf(seed: number, stepOf: (index: number) => number): Curve[] {
  const rng = createRng(seed);
  return Array.from({ length: 12 }, (_, index) => {
    const length = rng.integer(8);
    const points = Array.from({ length }, (_, at) => ({
      step: stepOf(at),
      loss: rng.next() < 0.2 ? Infinity : rng.normal(),
    })).filter(() => rng.next() < 0.8);
    const state = (['complete', 'complete', 'pruned', 'failed', 'running'] as const)[index % 5]!;
    return frozen({ number: index + 1, state, points });
  });
}

/** Each report of each trial of some searches, with what is known of the others. */
function questions(): Question[] {
  const steps = [
    (index: number) => index + 1,
    (index: number) => 10 ** index,
    (index: number) => Number.MAX_SAFE_INTEGER - 100 + index,
    (index: number) => index * index * 7,
  ];
  return steps.flatMap((stepOf, seed) => {
    const curves = searchOf(seed, stepOf);
    return curves.flatMap(({ number, points }) =>
      points.map((_, index) => ({
        others: curves.filter((curve) => curve.number !== number),
        trial: frozen({ number, state: 'running', points: points.slice(0, index + 1) }),
      })),
    );
  });
}

const CASES: readonly PrunerCase[] = [
  {
    rule: 'says-keep-or-stop',
    name: 'it has a name, and says keep or stop to every trial that has reported',
    async run(make) {
      const { name } = make();
      strictEqual(typeof name, 'string');
      ok(name.length > 0, 'its name is empty');
      for (const { others, trial } of questions()) {
        match(String(make().decide(curveHistory(others), trial)), /^(keep|stop)$/);
      }
    },
  },
  {
    rule: 'takes-any-curve',
    name: 'NaN, gaps between steps and huge steps are no errors, and no curve is changed',
    async run(make) {
      const pruner = make();
      const lists = [
        [Infinity],
        [Infinity, Infinity, 1],
        [1, Infinity],
        Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? Infinity : index)),
      ];
      const curves = lists.map((losses, index) =>
        frozen({
          ...{ number: index + 1, state: index % 2 === 0 ? 'complete' : 'running' },
          points: losses.map((loss, at) => ({ step: at === 0 ? 0 : 2 ** (at + 3) - 1, loss })),
        }),
      );
      for (const trial of curves) {
        const others = curves.filter((curve) => curve !== trial);
        pruner.decide(curveHistory(others), frozen({ ...trial, state: 'running' }));
        pruner.decide(curveHistory([]), frozen({ ...trial, state: 'running' }));
      }
    },
  },
  {
    rule: 'same-curves-same-decision',
    name: 'a decision follows from the curves alone, so that a resumed search prunes alike',
    async run(make) {
      const [pruner, asked] = [make(), questions()];
      const first = asked.map(({ others, trial }) => pruner.decide(curveHistory(others), trial));
      const again = asked.map(({ others, trial }) => make().decide(curveHistory(others), trial));
      deepStrictEqual(again, first);
      const backwards = asked
        .toReversed()
        .map(({ others, trial }) => pruner.decide(curveHistory(others), trial));
      deepStrictEqual(backwards.toReversed(), first);
    },
  },
  {
    rule: 'measures-depend-on-the-key',
    name: 'what it measures of a trial depends on the key and its curve alone',
    async run(make) {
      // One history for all decisions: it measures each trial once for each key.
      const curves = searchOf(9, (index) => index + 1);
      const history = curveHistory(curves);
      const rng = createRng(9);
      const pruner = make();
      for (let asked = 0; asked < 60; asked++) {
        const points = Array.from({ length: 1 + rng.integer(8) }, (_, index) => ({
          step: index + 1,
          loss: rng.normal(),
        }));
        const trial = frozen({ number: 99, state: 'running', points });
        const fresh = make().decide(curveHistory(curves), trial);
        strictEqual(pruner.decide(history, trial), fresh);
      }
    },
  },
];

const MENDS = {
  'says-keep-or-stop': "return 'keep' or 'stop' for every trial that has reported",
  'takes-any-curve':
    'expect losses of Infinity and steps that are missing or huge; copy a list before you sort it',
  'same-curves-same-decision': 'keep nothing between decisions',
  'measures-depend-on-the-key':
    'put all that a measure depends on into its key: history.measures(`at ${step}`, ...)',
};

/**
 * What every pruner does, however it decides.
 *
 * @example
 * ```ts
 * import { median } from '@tune/strategies';
 * import { prunerCases } from '@tune/testkit';
 * for (const { run } of prunerCases) await run(() => median());
 * ```
 */
export const prunerCases = namingRules(CASES, MENDS);
