import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { createStudy, type Space, type Strategy, type Trial } from '@tune/core';
import { checkStrategy, createScratch, delay } from '@tune/core/plugin';
import {
  askAfter,
  drawEnds,
  open,
  playTrials,
  sevenPoints,
  strategySpaces,
  suggest,
  trialOf,
  type TrialEnd,
} from './strategy-asks.ts';
import { freezeDeep, recommendCases } from './strategy-recommendations.ts';
import type { SuiteCase } from './suite-case.ts';
import { within } from './time-limit.ts';

/** How a strategy is tried. */
export interface StrategyTrial {
  /** How long a case may take, in milliseconds. Default: two minutes. */
  readonly limitMs?: number;
}

/** One thing that a strategy has to do, tried with a function that makes the same one each time. */
export type StrategyCase = SuiteCase<() => Strategy, StrategyTrial>;

/** Long enough for a busy machine: only a strategy that hangs waits for it. */
const LIMIT_MS = 120_000;

type Make = () => Strategy;

/** What trials of a search are told apart by. */
const pointsOf = (of: Space, trials: readonly Pick<Trial, 'point'>[]): string[] =>
  trials.map(({ point }) => of.canonical(point));

const said = (trials: readonly Trial[]) => trials.map(({ point, meta }) => ({ point, meta }));

const complete = (count: number): TrialEnd[] =>
  Array.from({ length: count }, (_, index) => Math.sin(index));

/** All that an exhaustive strategy suggests in a space, until it ends with `[]`. */
async function walk(make: Make, of: Space, size: number, ends: readonly TrialEnd[]): Promise<void> {
  const strategy = await open(make);
  if (!strategy.capabilities.exhaustive) return;
  const trials = await playTrials(strategy, of, ends.slice(0, size + 3), 4);
  const points = new Set(pointsOf(of, trials));
  strictEqual(points.size, trials.length, 'a point came twice');
  strictEqual(trials.length, size, `${trials.length} of ${size} points came`);
  deepStrictEqual(await suggest(strategy, askAfter(of, trials, 4)), []);
}

const CASES: Readonly<Record<string, (make: Make) => Promise<void>>> = {
  async 'two strategies made alike have the same identity, of plain JSON'(make) {
    const [one, other] = [make(), make()];
    checkStrategy('make()', one);
    const { name, version, options } = one;
    deepStrictEqual(
      { name, version, options },
      { name: other.name, version: other.version, options: other.options },
    );
    const json: unknown = JSON.parse(JSON.stringify(options ?? null));
    deepStrictEqual(json, options ?? null, 'its options are not plain JSON');
    const { parallel, exhaustive } = one.capabilities;
    strictEqual(typeof parallel, 'boolean', 'capabilities.parallel is not true or false');
    strictEqual(typeof exhaustive, 'boolean', 'capabilities.exhaustive is not true or false');
  },

  ...Object.fromEntries(
    Object.entries(strategySpaces).map(([which, of]) => [
      `after any history its points lie in the ${which} space`,
      async (make: Make) => {
        for (let seed = 0; seed < 8; seed++) {
          await playTrials(await open(make), of, drawEnds(seed, 12), seed);
        }
      },
    ]),
  ),

  async 'equal history, rng and space give equal suggestions, with or without its scratch'(make) {
    for (const of of [strategySpaces['mixed']!, strategySpaces['finite']!]) {
      const ends = [...complete(6), ...drawEnds(2, 6)];
      const scratch = createScratch();
      const kept = await playTrials(await open(make), of, ends, 3, () => ({ scratch }));
      const emptied = await playTrials(await open(make), of, ends, 3, () => {
        scratch.clear();
        return { scratch };
      });
      deepStrictEqual(said(emptied), said(kept));
      // What a new process reads from a storage is the trial as JSON.
      const stored = JSON.parse(JSON.stringify(kept)) as Trial[];
      for (let size = 0; size < kept.length; size += 3) {
        const [again] = await suggest(await open(make), askAfter(of, stored.slice(0, size), 3));
        deepStrictEqual(said([trialOf(1, again!, 0)]), said([kept[size]!]));
      }
    }
  },

  async 'an ask changes nothing that it was given'(make) {
    const of = strategySpaces['mixed']!;
    const trials = freezeDeep(await playTrials(await open(make), of, complete(7), 5));
    const ask = askAfter(of, trials, 5);
    const { ended, pending, incumbent } = ask.history;
    const history = freezeDeep({ ended, pending, incumbent });
    await suggest(await open(make), { ...ask, history });
  },

  async 'gives at least one suggestion and at most as many as asked for, while there are points'(
    make,
  ) {
    const strategy = await open(make);
    const of = strategySpaces['continuous']!;
    const trials = await playTrials(strategy, of, complete(6), 2);
    for (const count of strategy.capabilities.parallel ? [1, 2, 5] : [1]) {
      const suggestions = await suggest(strategy, askAfter(of, trials, 2, { count }));
      ok(suggestions.length > 0, `no suggestion, although ${count} were asked for`);
    }
  },

  'an exhaustive strategy suggests every point of a finite space once, then none': (make) =>
    walk(make, strategySpaces['finite']!, 6, complete(9)),

  'an exhaustive strategy walks the points that conditions and constraints leave': (make) =>
    walk(make, sevenPoints, 7, complete(10)),

  'an exhaustive strategy does not suggest the points of failed or running trials again': (make) =>
    walk(make, strategySpaces['finite']!, 6, ['running', 'failed', 'running', 1, 'pruned', 2, 3]),

  async 'a strategy that is not exhaustive never ends'(make) {
    const strategy = await open(make);
    if (strategy.capabilities.exhaustive) return;
    const trials = await playTrials(strategy, strategySpaces['finite']!, complete(12), 4);
    strictEqual(trials.length, 12, 'it returned [], but is not exhaustive');
  },

  async 'if the constraints allow no point, it suggests none'(make) {
    const never = sevenPoints.constrain('never', () => false);
    // It may say so with an error, for example SPACE_CONSTRAINT_NARROW.
    const suggestions = await (await open(make)).suggest(askAfter(never, [], 1)).catch(() => []);
    deepStrictEqual(suggestions, []);
  },

  async 'a study runs it with four trials at once; one that is not parallel sees every end first'(
    make,
  ) {
    const strategy = make();
    const { parallel } = strategy.capabilities;
    const watched: Strategy = {
      ...strategy,
      suggest(ask) {
        const { history, count } = ask;
        const isAlone = history.pending.length === 0 && count === 1;
        ok(parallel || isAlone, 'it was asked while a trial ran');
        return strategy.suggest(ask);
      },
    };
    const space = strategySpaces['mixed']!;
    const study = await createStudy({ space, strategy: watched, seed: 6, budget: { trials: 12 } });
    const value = ({ units }: Trial['point']) => Number(units) ** 2;
    const { complete: ended } = await study.optimize(
      async (point, { seed }) => {
        await delay(seed % 4);
        return value(point);
      },
      { concurrency: 4 },
    );
    strictEqual(ended, 12, `${ended} of 12 trials are complete`);
    await study.dispose();
  },

  async 'an ask that is aborted ends, and leaves no trace'(make) {
    const of = strategySpaces['mixed']!;
    const trials = await playTrials(await open(make), of, complete(8), 7);
    const strategy = await open(make);
    const scratch = createScratch();
    const settled = async (signal: AbortSignal): Promise<void> => {
      // It rejects, or answers if it is nearly done: both end it.
      await strategy.suggest(askAfter(of, trials, 7, { scratch, signal })).catch(() => undefined);
    };
    await settled(AbortSignal.abort(new Error('enough')));
    const during = new AbortController();
    const end = settled(during.signal);
    await delay(0);
    during.abort(new Error('enough'));
    await end;
    const expected = await suggest(await open(make), askAfter(of, trials, 7));
    deepStrictEqual(await suggest(strategy, askAfter(of, trials, 7, { scratch })), expected);
  },

  ...recommendCases,
};

const RULES = {
  'same-identity': /made alike/,
  'points-in-space': /points lie in/,
  'same-seed-same-suggestions': /^equal history/,
  'history-is-read-only': /ask changes nothing/,
  'respects-count': /at least one/,
  'exhausts-finite-spaces': /exhaustive/,
  'no-point-where-none-is-allowed': /allow no point/,
  'respects-pending': /four trials/,
  'stops-on-abort': /aborted/,
  'recommends-alike': /recommend/,
};

const ruleOf = (name: string): string =>
  Object.entries(RULES).find(([, pattern]) => pattern.test(name))![0];

/**
 * What every strategy has to do, however it chooses.
 *
 * @example
 * ```ts
 * import { bayes } from '@tune/strategies';
 * import { strategyCases } from '@tune/testkit';
 * for (const { run } of strategyCases) await run(() => bayes());
 * ```
 */
export const strategyCases: readonly StrategyCase[] = Object.entries(CASES).map(
  ([name, check]) => ({
    rule: ruleOf(name),
    name,
    run: (make, { limitMs = LIMIT_MS } = {}) => within(limitMs, check(make)),
  }),
);
