import type { RecommendAsk, Space, Strategy, Trial } from '@tune/core';
import { createScratch } from '@tune/core/plugin';
import type { StrategyChecks } from './check.ts';
import { drawEnds } from './ends.ts';
import { broken } from './rules.ts';
import { show, stored, type TrialEnd, type Trying } from './trying.ts';

/** What a strategy that recommends has to do; one that does not has nothing to do. */
export const recommendChecks: StrategyChecks = {
  async 'recommends-a-point'(trying) {
    const strategy = await openRecommending(trying);
    if (strategy === undefined) return;
    const failures: readonly TrialEnd[] = ['failed', 'pruned', 'running'];
    for (const space of Object.values(trying.spaces)) {
      if (space.names.length > 50) continue;
      for (const ends of [[], failures, drawEnds(1, trying.trials), drawEnds(2, trying.trials)]) {
        const trials = await trying.play(await trying.open(), space, ends, trying.seed);
        await trying.recommend(strategy, recommendAsk(trying, space, trials));
      }
    }
  },

  async 'recommends-alike'(trying) {
    const strategy = await openRecommending(trying);
    if (strategy === undefined) return;
    const space = trying.space('mixed');
    const trials = await trying.play(await trying.open(), space, drawEnds(3, 14), trying.seed);
    const copies = stored(trials);
    const scratch = createScratch();
    for (let size = 2; size <= trials.length; size += 4) {
      const ask = recommendAsk(trying, space, copies.slice(0, size));
      const first = show(await trying.recommend(await trying.open(), ask));
      for (const isEmptied of [false, true]) {
        if (isEmptied) scratch.clear();
        const kept = recommendAsk(trying, space, trials.slice(0, size), { scratch });
        const again = show(await trying.recommend(strategy, kept));
        if (again === first) continue;
        const seen = `after ${size} trials first ${first}, then ${again} in the space ${trying.nameOf(space)}, seed ${trying.seed}`;
        throw broken('recommends-alike', seen);
      }
    }
  },
};

/** A strategy that is set up; undefined if it recommends nothing, so that the best trial counts. */
async function openRecommending(trying: Trying): Promise<Strategy | undefined> {
  const strategy = await trying.open();
  return strategy.recommend === undefined ? undefined : strategy;
}

/** What a study would give after these trials. */
function recommendAsk(
  trying: Trying,
  of: Space,
  trials: readonly Trial[],
  more: Partial<RecommendAsk> = {},
): RecommendAsk {
  const { space, history, rng, scratch, signal } = trying.ask(of, trials, trying.seed);
  return { space, history, rng: rng.split('recommend'), scratch, signal, ...more };
}
