import { toLoss, type Direction } from './direction.ts';
import type { Ledger } from './ledger.ts';

/** When a study is to end before its budget. */
export interface Stopping {
  /** A value that is good enough, in the objective's own units. */
  readonly target?: number;
  /** So many ended trials in a row without a better one, at least 1. */
  readonly patience?: number;
}

/** Why a study asks for no more, as a sentence; undefined while it may. */
export function stopReason(
  { target, patience }: Stopping,
  ledger: Pick<Ledger, 'incumbent' | 'sinceIncumbent'>,
  direction: Direction,
): string | undefined {
  if (target !== undefined && (ledger.incumbent?.loss ?? Infinity) <= toLoss(direction, target)) {
    return `the target ${target} is reached`;
  }
  if (patience !== undefined && ledger.sinceIncumbent >= patience) {
    return `no better value in ${patience} trials`;
  }
  return undefined;
}
