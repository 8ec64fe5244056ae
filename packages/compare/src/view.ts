import type { Trial } from '@tune/core';
import { isFullFidelity, stopReason, toLoss, trialsWithin } from '@tune/core/plugin';
import { budgetOf, type Design } from './design.ts';
import { hasSpent } from './run-result.ts';

/** What a comparison sees of a run, which another comparison may have extended. */
export interface RunView {
  /** By number, without cancelled ones: the first ones that the design pays for. */
  readonly trials: readonly Trial[];
  /** None of them is to be run any more, and the design pays for no further one. */
  readonly isOver: boolean;
}

/**
 * The part of a run's trials that it would have if this design had been all that was asked for.
 *
 * @param trials  all of the run, by number
 */
export function viewOf(trials: readonly Trial[], design: Design): RunView {
  const paid = trialsWithin(trials, budgetOf(design));
  const stop = stopIndex(paid, design);
  if (stop !== undefined) {
    const view = paid.slice(0, stop + 1);
    // Those that wait are not run any more.
    return { trials: view, isOver: view.every(({ state }) => state !== 'running') };
  }
  const isPending = paid.some(({ state }) => state === 'running' || state === 'waiting');
  return { trials: paid, isOver: !isPending && hasSpent(paid, design) };
}

/**
 * Which trial is the last one where a stopping rule ends the run: what had begun when the rule began to
 * hold belongs to it. Undefined if it does not hold.
 */
function stopIndex(
  trials: readonly Trial[],
  { stopping = {}, objective: { direction } }: Design,
): number | undefined {
  if (stopping.target === undefined && stopping.patience === undefined) return undefined;
  const ended = trials
    .filter(({ outcome }) => outcome !== undefined)
    .toSorted((a, b) => a.endedAt! - b.endedAt! || a.number - b.number);
  let [bestLoss, sinceBest] = [Infinity, 0];
  for (const { value, fidelity, endedAt, number } of ended) {
    const counts = value !== undefined && isFullFidelity({ ...(fidelity && { fidelity }) });
    const loss = counts ? toLoss(direction, value) : Infinity;
    sinceBest = loss < bestLoss ? 0 : sinceBest + 1;
    bestLoss = Math.min(bestLoss, loss);
    if (stopReason(stopping, { bestLoss, sinceBest }, direction) === undefined) continue;
    return trials.findLastIndex(
      (trial) => trial.number <= number || (trial.startedAt ?? Infinity) < endedAt!,
    );
  }
  return undefined;
}
