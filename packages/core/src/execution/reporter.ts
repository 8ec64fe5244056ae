import type { TuneError } from '../tune-error.ts';
import type { EvaluateContext } from '../objective.ts';
import { isReport, refusedReport, refusedSeconds } from './check-report.ts';
import type { JobContext } from './executor.ts';
import { isSeconds } from './outcome.ts';
import { ReportFilter } from './report-filter.ts';

interface Reported {
  readonly step: number;
  readonly value: number;
  readonly total: number | undefined;
}

/** What an evaluation reports to: it checks the reports, and passes those on that are kept. */
export class Reporter {
  readonly #objective: string;
  readonly #pass: JobContext['report'];
  readonly #filter = new ReportFilter<Reported>();
  #refused: TuneError | undefined;
  #seconds: number | undefined;
  #isOver = false;

  constructor(objective: string, pass: JobContext['report']) {
    this.#objective = objective;
    this.#pass = pass;
  }

  /** For the objective. It throws where a report is wrong, so that its author learns of it there. */
  readonly report: EvaluateContext['report'] = (step, value, total) => {
    // A report after the end would be taken for the next trial's.
    if (this.#isOver) return;
    if (!isReport(step, value, total)) {
      const error = refusedReport(this.#objective, step, value, total);
      this.#refused ??= error;
      throw error;
    }
    // JSON has no -0.
    const reported = { step: step + 0, value: value + 0, total };
    if (this.#filter.takes(reported)) this.#pass(step + 0, value + 0, total);
  };

  /** For the objective, as {@link report}. */
  readonly spent = (seconds: number): void => {
    if (this.#isOver) return;
    if (!isSeconds(seconds)) {
      const error = refusedSeconds(this.#objective, seconds);
      this.#refused ??= error;
      throw error;
    }
    this.#seconds = seconds;
  };

  /** How long the evaluation really took, if the objective has said it. */
  get measured(): { readonly seconds?: number } {
    return this.#seconds === undefined ? {} : { seconds: this.#seconds };
  }

  /** The evaluation is over. @returns why it has failed although it returned: a report was wrong */
  end(): TuneError | undefined {
    if (this.#isOver) return this.#refused;
    this.#isOver = true;
    const last = this.#filter.finish();
    if (last !== undefined) this.#pass(last.step, last.value, last.total);
    return this.#refused;
  }
}
