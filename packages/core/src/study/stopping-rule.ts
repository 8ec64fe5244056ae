import { toLoss, type Direction } from '../direction.ts';
import { checkNumber, checkWhole } from './check-options.ts';

/** When a study ends before its budget: from then on no trial is begun, enqueued ones included. */
export interface Stopping {
  /** A value that is good enough, in the objective's own units. */
  readonly target?: number;
  /** So many ended trials in a row without a better one, at least 1. */
  readonly patience?: number;
}

/** @throws STUDY_OPTION_INVALID */
export function checkStopping({ target, patience }: Stopping = {}): void {
  if (target !== undefined) checkNumber('stopping.target', target);
  if (patience !== undefined) checkWhole('stopping.patience', patience);
}

/** Why a study asks for no more trials, as a sentence; undefined while it may. */
export function stopReason(
  { target, patience }: Stopping,
  { bestLoss, sinceBest }: { readonly bestLoss: number; readonly sinceBest: number },
  direction: Direction,
): string | undefined {
  if (target !== undefined && bestLoss <= toLoss(direction, target)) {
    return `the target ${target} is reached`;
  }
  if (patience !== undefined && sinceBest >= patience) {
    return `no better value in ${patience} trials`;
  }
  return undefined;
}
