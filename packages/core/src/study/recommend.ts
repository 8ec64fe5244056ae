import { NEVER_ABORTED } from '../execution/race-with-abort.ts';
import type { Point } from '../space/space.ts';
import { checkRecommendation } from '../strategy/check-suggestions.ts';
import { historyOf } from '../strategy/history-builder.ts';
import { createRng, hashSeed } from '../strategy/rng.ts';
import { createScratch } from '../strategy/scratch.ts';
import type { Asker } from './ask.ts';
import { checkRecommendOptions, type RecommendOptions } from './options.ts';
import type { StudyParts } from './study-parts.ts';
import { bestTrial, type Trial } from './trial.ts';

/** The point that a search has come to. */
export interface Recommendation<P extends Point = Point> {
  readonly point: P;
  /** The best complete trial at that point, the first of equals; missing if it was never evaluated. */
  readonly trial?: Trial<P>;
}

/** What the strategy recommends, or the best trial if it leaves that to the study. */
export async function recommend(
  parts: StudyParts,
  asker: Asker,
  options: RecommendOptions,
): Promise<Recommendation | undefined> {
  checkRecommendOptions(options);
  const { signal = NEVER_ABORTED } = options;
  const { log } = parts;
  parts.assertOpen();
  if (!log.isCurrent) await log.sync();
  const { space, direction, strategy } = parts.options;
  const counted = log.state.trials.filter(({ state }) => state !== 'cancelled');
  const trials = counted.slice(0, options.trials);
  const answer =
    strategy.recommend === undefined
      ? undefined
      : await asker.withStrategy(signal, () => askStrategy(parts, trials, signal));
  if (answer === undefined) {
    const best = bestTrial(trials, direction);
    return best === undefined ? undefined : { point: best.point, trial: best };
  }
  const point = checkRecommendation(space, strategy, answer);
  const spelling = space.canonical(point);
  const there = trials.filter((trial) => space.canonical(trial.point) === spelling);
  const trial = bestTrial(there, direction);
  return trial === undefined ? { point } : { point, trial };
}

/** What the strategy says; it may be anything. */
async function askStrategy(
  { options: { strategy, space, direction, seed }, timeLimit }: StudyParts,
  trials: readonly Trial[],
  signal: AbortSignal,
): Promise<unknown> {
  const history = historyOf(trials, direction);
  // Another stream than that of the suggestions.
  const rng = createRng(hashSeed(seed, 'recommend', trials.length));
  // A scratch of its own: what the next suggestion finds in that of the study must not be of a shorter history.
  const scratch = createScratch();
  try {
    return await timeLimit.run('recommend', signal, (own) =>
      strategy.recommend?.({ space, history, rng, scratch, signal: own }),
    );
  } finally {
    scratch.clear();
  }
}
