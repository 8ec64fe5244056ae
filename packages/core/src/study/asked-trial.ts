import type { Point } from '../space/space.ts';
import type { Trial } from './trial.ts';

/** A trial to evaluate, and the way to report on it. */
export type AskedTrial<P extends Point = Point> = Trial<P> & {
  /**
   * Stores an intermediate value: within 100 ms, and before the trial's outcome. Once the trial has ended,
   * another process has taken it over, or the study is disposed, it is ignored. Which reports are kept is
   * described at {@link EvaluateContext.report}.
   */
  report(step: number, value: number): Promise<void>;
};

/** A copy with the way to report; field by field, because it is made for every ask. */
export function askedTrial<P extends Point>(
  trial: Trial<P>,
  report: (step: number, value: number) => Promise<void>,
): AskedTrial<P> {
  const { number, attempt, token, retries, state, point, fidelity, meta, seed } = trial;
  const { startedAt, suggestSeconds } = trial;
  const asked: { -readonly [K in keyof AskedTrial<P>]: AskedTrial<P>[K] } = {
    number,
    attempt,
    token,
    state,
    point,
    seed,
    suggestSeconds,
    report,
  };
  if (startedAt !== undefined) asked.startedAt = startedAt;
  if (retries !== undefined) asked.retries = retries;
  if (fidelity !== undefined) asked.fidelity = fidelity;
  if (meta !== undefined) asked.meta = meta;
  return asked;
}
