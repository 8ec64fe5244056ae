import type { Budget, Point, Space, Storage, Strategy } from '@tune/core';
import { createRng, createScratch, hashSeed, TimeLimit, type StudyEvent } from '@tune/core/plugin';
import { compareError } from './errors.ts';

/** What is needed of a study that was stored before. */
export interface StoredRun {
  readonly name: string;
  readonly seed: number;
  readonly space: Space;
}

/** What a replay needs of a comparison. */
export interface ReplayContext {
  readonly storage: Storage;
  readonly stop: { readonly signal: AbortSignal };
  readonly suggestTimeoutMs?: number | undefined;
}

type TrialStarted = Extract<StudyEvent, { readonly type: 'trial-started' }>;

interface FirstSuggestion {
  readonly point: Point;
  /** What the strategy was told that it may spend. */
  readonly budget: Budget | undefined;
}

/**
 * Finds out whether a stored run was made by another strategy of the same name, if the strategy declares
 * neither options nor a version: it is asked for the first suggestion again. Nothing is said if the
 * stored point was not its suggestion for one trial, or if it throws now.
 *
 * @throws COMPARE_RUN_CHANGED  it suggests another point
 */
export async function checkReplay(
  { label, strategy }: { readonly label: string; readonly strategy: Strategy },
  study: StoredRun,
  { storage, stop, suggestTimeoutMs }: ReplayContext,
): Promise<void> {
  if (strategy.options !== undefined || strategy.version !== undefined) return;
  const first = await firstSuggestion(storage, study.name);
  if (first === undefined) return;
  const limit = new TimeLimit(strategy.name, suggestTimeoutMs);
  const point = await suggestAgain(strategy, study, first, { limit, signal: stop.signal });
  const { space } = study;
  if (point === undefined || space.canonical(point) === space.canonical(first.point)) return;
  const details = { label, study: study.name, stored: first.point, given: point };
  throw compareError('COMPARE_RUN_CHANGED', details);
}

/** What trial 1 was begun with, if it was suggested alone and not enqueued. */
async function firstSuggestion(
  storage: Storage,
  study: string,
): Promise<FirstSuggestion | undefined> {
  let budget: Budget | undefined;
  let first: TrialStarted | undefined;
  for await (const event of storage.read(study, 0)) {
    if (first !== undefined) return isOneAsk(first, event) ? undefined : { ...first, budget };
    if (event.type === 'study-created' || event.type === 'budget-changed') budget = event.budget;
    else if (event.type === 'trial-enqueued') return undefined;
    else if (event.type === 'trial-started') first = event;
  }
  return first === undefined ? undefined : { point: first.point, budget };
}

/**
 * Whether both trials may come from one ask, in which the strategy was asked for several points: then its
 * time was shared equally.
 */
const isOneAsk = (first: TrialStarted, next: StudyEvent): boolean =>
  next.type === 'trial-started' && next.suggestSeconds === first.suggestSeconds;

/** The strategy's first point as a new study would get it; undefined if there is none in the space. */
async function suggestAgain(
  strategy: Strategy,
  { space, seed }: StoredRun,
  { budget }: FirstSuggestion,
  { limit, signal }: { readonly limit: TimeLimit; readonly signal: AbortSignal },
): Promise<Point | undefined> {
  const scratch = createScratch();
  const ask = {
    ...{ space, count: 1, scratch },
    history: { ended: [], pending: [], incumbent: undefined },
    rng: createRng(hashSeed(seed, 'suggest', 1)),
    ...(budget === undefined ? {} : { budget }),
  };
  try {
    const [suggestion] = await limit.run('suggest', signal, (own) =>
      strategy.suggest({ ...ask, signal: own }),
    );
    const point = suggestion?.point;
    return point === undefined || space.faults(point).length > 0 ? undefined : point;
  } catch {
    // If it throws in the run too, the run says so.
    return undefined;
  } finally {
    limit.release();
    scratch.clear();
  }
}
