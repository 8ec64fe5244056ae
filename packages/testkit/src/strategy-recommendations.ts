import { deepStrictEqual, ok } from 'node:assert/strict';
import type { Point, RecommendAsk, Space, Strategy, Trial } from '@tune/core';
import { createScratch } from '@tune/core/plugin';
import { askAfter, drawEnds, open, playTrials, strategySpaces } from './strategy-asks.ts';

type Make = () => Strategy;

/** What a study would give after these trials, with chance of this seed. */
function recommendAfter(
  of: Space,
  trials: readonly Trial[],
  seed: number,
  more: Partial<RecommendAsk> = {},
): RecommendAsk {
  const { space, history, rng, scratch, signal } = askAfter(of, trials, seed);
  return { space, history, rng: rng.split('recommend'), scratch, signal, ...more };
}

/** Asks for a recommendation, and checks that it is a point of the space, or none. */
async function recommend(strategy: Strategy, ask: RecommendAsk): Promise<Point | undefined> {
  const point = await strategy.recommend!(ask);
  if (point !== undefined) deepStrictEqual(ask.space.faults(point), []);
  return point;
}

/** A strategy that is set up; undefined if it recommends nothing, so that the best trial counts. */
async function openRecommending(make: Make): Promise<Strategy | undefined> {
  const strategy = await open(make);
  return strategy.recommend === undefined ? undefined : strategy;
}

/** What a strategy that recommends has to do; one that does not has nothing to do. */
export const recommendCases: Readonly<Record<string, (make: Make) => Promise<void>>> = {
  async 'after any history what it recommends is a point of the space'(make) {
    const strategy = await openRecommending(make);
    if (strategy === undefined) return;
    for (const of of Object.values(strategySpaces)) {
      for (let seed = 0; seed < 4; seed++) {
        const trials = await playTrials(await open(make), of, drawEnds(seed, 12), seed);
        await recommend(strategy, recommendAfter(of, trials, seed));
      }
    }
  },

  async 'before any trial, and after failed ones only, a recommendation does not fail'(make) {
    const strategy = await openRecommending(make);
    if (strategy === undefined) return;
    const of = strategySpaces['mixed']!;
    await recommend(strategy, recommendAfter(of, [], 1));
    const failed = await playTrials(await open(make), of, ['failed', 'pruned', 'running'], 1);
    await recommend(strategy, recommendAfter(of, failed, 1));
  },

  async 'recommendations are equal after equal histories, whatever was asked before'(make) {
    const strategy = await openRecommending(make);
    if (strategy === undefined) return;
    const of = strategySpaces['mixed']!;
    const trials = await playTrials(await open(make), of, drawEnds(3, 14), 3);
    // What a new process reads from a storage is the trial as JSON.
    const stored = JSON.parse(JSON.stringify(trials)) as Trial[];
    const scratch = createScratch();
    for (let size = 2; size <= trials.length; size += 4) {
      const ask = () => recommendAfter(of, stored.slice(0, size), 3);
      const expected = await recommend(await open(make), ask());
      const kept = { ...recommendAfter(of, trials.slice(0, size), 3), scratch };
      deepStrictEqual(await recommend(strategy, kept), expected);
      scratch.clear();
      deepStrictEqual(await recommend(strategy, { ...ask(), scratch }), expected);
    }
  },

  async 'a recommendation changes nothing that it was given'(make) {
    const strategy = await openRecommending(make);
    if (strategy === undefined) return;
    const of = strategySpaces['mixed']!;
    const ends = Array.from({ length: 9 }, (_, index) => Math.sin(index));
    const trials = await playTrials(await open(make), of, ends, 5);
    const ask = recommendAfter(of, trials, 5);
    const { ended, pending, incumbent } = ask.history;
    const history = freezeDeep({ ended, pending, incumbent });
    const before = JSON.stringify(history);
    await recommend(strategy, { ...ask, history });
    ok(JSON.stringify(history) === before);
  },
};

/** Freezes an object and all that it holds. */
export function freezeDeep<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) freezeDeep(part);
  return value;
}
