import { coreError } from '../errors.ts';
import type { StudyEvent } from '../events/events.ts';
import { toOutcome } from '../execution/outcome.ts';
import { parsePoint } from '../space/space.ts';
import { frozenCopy } from '../storage/frozen-copy.ts';
import type { StudyParts } from './study-parts.ts';
import type { Outcome } from './trial.ts';

/**
 * Stores a point that was evaluated elsewhere together with what came of it, both or nothing.
 * @returns the number of the trial
 * @throws SPACE_POINT_INVALID
 * @throws STUDY_OUTCOME_INVALID  also for an outcome that would have to be run again
 */
export async function addTrial(parts: StudyParts, point: unknown, told: unknown): Promise<number> {
  const { log, replicates, options, newToken } = parts;
  const kept = Object.freeze({ ...parsePoint(options.space, point) });
  for (;;) {
    parts.assertOpen();
    const number = log.state.size + 1;
    const outcome = frozenCopy(toOutcome(number, told));
    if (isUnfinished(outcome)) {
      const reason = 'it was cut off, so there is no result';
      throw coreError('STUDY_OUTCOME_INVALID', { trial: number, reason });
    }
    const at = options.clock();
    const attempt = { at, number, attempt: 1, token: newToken() };
    const seed = replicates.seedOf(kept);
    const events: readonly StudyEvent[] = [
      { type: 'trial-started', ...attempt, point: kept, seed, suggestSeconds: 0 },
      { type: 'trial-ended', ...attempt, outcome, evaluateSeconds: outcome.seconds ?? 0 },
    ];
    if (await log.append(events)) return number;
  }
}

const isUnfinished = (outcome: Outcome): boolean =>
  outcome.state === 'cancelled' || (outcome.state !== 'complete' && outcome.retryable === true);
