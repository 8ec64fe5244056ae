import { coreError } from '../errors.ts';
import { reasonOf } from '../execution/evaluate.ts';
import { isPromise } from '../realms.ts';
import { quote } from '../tune-error.ts';
import type { CurveHistory } from './curve-history.ts';
import type { Curve } from './curve.ts';
import type { Pruner } from './pruner.ts';

/**
 * Whether a pruner stops a trial.
 * @throws PRUNER_INVALID  it said neither `keep` nor `stop`: taken as either, it would go unnoticed
 * @throws PRUNER_FAILED  it threw; the cause is what
 */
export function isStopped(pruner: Pruner, history: CurveHistory, trial: Curve): boolean {
  const decision = decisionOf(pruner, history, trial);
  if (decision === 'keep') return false;
  if (decision === 'stop') return true;
  const { name, source } = pruner;
  const details = { pruner: name, ...(source === undefined ? {} : { source }) };
  if (!isPromise(decision)) {
    throw coreError('PRUNER_INVALID', { ...details, decision: quote(decision) });
  }
  // One that rejects must not end the process.
  decision.catch(() => undefined);
  throw coreError('PRUNER_INVALID', { ...details, decision: 'a promise' });
}

function decisionOf(pruner: Pruner, history: CurveHistory, trial: Curve): unknown {
  try {
    return pruner.decide(history, trial);
  } catch (cause) {
    const { name, source } = pruner;
    const reason = reasonOf(cause, 'it');
    const details = { pruner: name, trial: trial.number, step: trial.points.at(-1)?.step, reason };
    const from = source === undefined ? {} : { source };
    throw coreError('PRUNER_FAILED', { ...details, ...from }, { cause });
  }
}
