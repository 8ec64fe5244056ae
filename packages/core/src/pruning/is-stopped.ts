import { coreError } from '../errors.ts';
import { isPromise } from '../realms.ts';
import { quote } from '../tune-error.ts';
import type { CurveHistory } from './curve-history.ts';
import type { Curve } from './curve.ts';
import type { Pruner } from './pruner.ts';

/**
 * Whether a pruner stops a trial.
 * @throws PRUNER_INVALID  it said neither `keep` nor `stop`: taken as either, it would go unnoticed
 */
export function isStopped(pruner: Pruner, history: CurveHistory, trial: Curve): boolean {
  const decision: unknown = pruner.decide(history, trial);
  if (decision === 'keep') return false;
  if (decision === 'stop') return true;
  // A promise that rejects must not end the process.
  if (isPromise(decision)) decision.catch(() => undefined);
  throw coreError('PRUNER_INVALID', { pruner: pruner.name, decision: quote(decision) });
}
