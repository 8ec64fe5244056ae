import { placeOf } from '../ascending.ts';

/** So many reports of an evaluation are kept, whatever their steps are. */
const KEPT_WHOLE = 4096;

/** Of further ones those are kept that are at least this share of the range of steps away from every other. */
const LEAST_GAP = 1 / 2048;

/**
 * Which reports of one evaluation are kept: see {@link EvaluateContext.report}. Reports that have passed a
 * filter pass another one unchanged, so that a process that evaluates and the one that stores can both
 * have one.
 */
export class ReportFilter<R extends { readonly step: number }> {
  /** Of the reports that are kept, ascending. */
  readonly #steps: number[] = [];
  /** The newest report, while it is not kept. */
  #last: R | undefined;

  /** Whether the next report is kept. */
  takes(report: R): boolean {
    const { step } = report;
    const steps = this.#steps;
    const place = placeOf(steps, step, itself);
    // Of several reports at a step the first one counts.
    if (steps[place] === step || this.#last?.step === step) return false;
    if (steps.length >= KEPT_WHOLE && gapAt(steps, place, step) < leastGap(steps)) {
      this.#last = report;
      return false;
    }
    steps.splice(place, 0, step);
    this.#last = undefined;
    return true;
  }

  /** The newest report, unless it has been kept: it is kept now, because the evaluation is over. */
  finish(): R | undefined {
    const last = this.#last;
    this.#last = undefined;
    return last;
  }
}

const itself = (step: number): number => step;

const leastGap = (steps: readonly number[]): number => (steps.at(-1)! - steps[0]!) * LEAST_GAP;

/** How far a step would be from its neighbors. */
const gapAt = (steps: readonly number[], place: number, step: number): number =>
  Math.min(step - (steps[place - 1] ?? -Infinity), (steps[place] ?? Infinity) - step);
