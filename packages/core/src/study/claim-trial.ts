import { coreError } from '../errors.ts';
import type { StudyParts } from './study-parts.ts';
import type { Trial } from './trial.ts';

/**
 * Takes over one trial that waits, or whose process is gone, as an ask would, but this one. A trial that
 * is held here already stays as it is.
 *
 * @throws STUDY_TRIAL_UNKNOWN  the study has no such trial
 * @throws STUDY_TRIAL_ENDED  it has ended
 * @throws STUDY_TRIAL_HELD  another process, which is alive, runs it
 */
export async function claimTrial(parts: StudyParts, number: number): Promise<Trial> {
  const { log, heldTrials, options, newToken, leaseTerms } = parts;
  const { state } = log;
  for (;;) {
    if (!log.isCurrent) await log.sync();
    parts.assertOpen();
    const trial = state.trial(number);
    if (trial === undefined) throw coreError('STUDY_TRIAL_UNKNOWN', { trial: number });
    if (state.running.has(number)) {
      if (heldTrials.has(trial.token)) return trial;
      if (!(await isLost(parts, trial))) throw coreError('STUDY_TRIAL_HELD', { trial: number });
    } else if (!state.waiting.has(number)) {
      throw coreError('STUDY_TRIAL_ENDED', { trial: number, state: trial.state });
    }
    const claim = { number, attempt: trial.attempt + 1, token: newToken() };
    const type = 'trial-claimed' as const;
    if (!(await log.append([{ type, at: options.clock(), ...claim, ...leaseTerms }]))) continue;
    const claimed = state.trial(number)!;
    heldTrials.begin(claimed);
    return claimed;
  }
}

/** Whether the process that runs a trial is gone, or has been silent for its whole lease. */
async function isLost(parts: StudyParts, { number, token }: Trial): Promise<boolean> {
  const { log, leaseExpiry } = parts;
  const { state, storage, study } = log;
  const lease = state.leaseOf(number);
  if (lease === undefined) return false;
  // All claims that exist: those that are left out count as seen for the first time at the next look.
  const tokens = [...state.running].map((one) => state.trial(one)!.token);
  if (state.reservation !== undefined) tokens.push(state.reservation.token);
  leaseExpiry.update(await storage.readHeartbeats(study), tokens);
  return leaseExpiry.isLost(lease, token);
}
