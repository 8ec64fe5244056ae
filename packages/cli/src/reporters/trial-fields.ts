import type { Outcome, Trial } from '@tune/core';
import { formatTime } from './format.ts';

/** A trial as programs get it, while a comparison runs and afterwards. */
export function trialFields(trial: Trial): object {
  const { number, attempt, state, value = null, point, meta = null, seed, fidelity } = trial;
  const { suggestSeconds, evaluateSeconds, startedAt, endedAt, outcome, interruption } = trial;
  const end = outcome ?? interruption;
  return {
    ...{ number, attempt, state, value, point, meta, seed },
    ...(fidelity === undefined ? {} : { fidelity }),
    ...{ suggestSeconds, ...(evaluateSeconds === undefined ? {} : { evaluateSeconds }) },
    ...(startedAt === undefined ? {} : { startedAt: formatTime(startedAt) }),
    ...(endedAt === undefined ? {} : { endedAt: formatTime(endedAt) }),
    ...(end?.metrics === undefined ? {} : { metrics: end.metrics }),
    ...(end === undefined || end.state === 'complete' ? {} : reasonFields(end)),
  };
}

/** Why a trial has no value; a pruned one has a last intermediate value instead. */
const reasonFields = ({ reason, stack, value }: Exclude<Outcome, { state: 'complete' }>) => ({
  reason,
  ...(stack === undefined ? {} : { stack }),
  ...(value === undefined ? {} : { lastValue: value }),
});
