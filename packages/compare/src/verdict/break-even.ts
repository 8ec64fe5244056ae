import { lowerMedian } from '../statistics/median.ts';

/** What a run had spent when it reached a loss. */
export interface Effort {
  /** Full evaluations: trials, or steps as shares of those of a trial. */
  readonly evaluations: number;
  /** Time spent choosing their points, in seconds. */
  readonly chooseSeconds: number;
}

/** Where two strategies are equally fast on the clock. */
export interface BreakEven {
  /** How long one full evaluation takes there. */
  readonly seconds: number;
  /** Which is faster if evaluations take less: the one that chooses sooner but needs more of them. */
  readonly below: 'first' | 'second';
}

/**
 * How long an evaluation has to take so that two strategies need equal time to reach the same loss, when
 * evaluations follow one another. A strategy needs as many evaluations, and as much time to choose, as
 * half of its runs did until they were there (both by the lower median over runs), so that the time is
 * `chooseSeconds + evaluations * seconds`.
 *
 * @param first, second  the effort of each run until it reached the loss; undefined for one that never did
 * @returns null if one of the two is faster however long an evaluation takes, or one never gets there
 *
 * @example
 * ```ts
 * import { breakEven } from '@tune/compare';
 * // 10 evaluations chosen in 4 s against 20 chosen at once.
 * const bayes = [{ evaluations: 10, chooseSeconds: 4 }];
 * const random = [{ evaluations: 20, chooseSeconds: 0 }];
 * breakEven(bayes, random); // { seconds: 0.4, below: 'second' }
 * ```
 */
export function breakEven(
  first: readonly (Effort | undefined)[],
  second: readonly (Effort | undefined)[],
): BreakEven | null {
  const [own, other] = [typical(first), typical(second)];
  if (own === undefined || other === undefined) return null;
  const longer = own.chooseSeconds - other.chooseSeconds;
  const fewer = other.evaluations - own.evaluations;
  const seconds = longer / fewer;
  if (!(seconds > 0 && seconds < Infinity)) return null;
  return { seconds, below: longer > 0 ? 'second' : 'first' };
}

/** What half of the runs needed; undefined if they never got there. */
function typical(efforts: readonly (Effort | undefined)[]): Effort | undefined {
  const half = (of: (effort: Effort) => number): number =>
    lowerMedian(efforts.map((effort) => (effort === undefined ? Infinity : of(effort)))) ??
    Infinity;
  const evaluations = half((effort) => effort.evaluations);
  const chooseSeconds = half((effort) => effort.chooseSeconds);
  return evaluations === Infinity ? undefined : { evaluations, chooseSeconds };
}
