import { placeOf } from '../ascending.ts';
import { toLoss, type Direction } from '../direction.ts';
import type { EventLog } from '../events/event-log.ts';
import { NEVER_ABORTED } from '../execution/race-with-abort.ts';
import { yieldToEventLoop } from '../execution/timer.ts';
import type { Report, Trial } from '../study/trial.ts';
import { EndedCurves, type CurveHistory } from './curve-history.ts';
import type { Curve, CurvePoint } from './curve.ts';

/** Signals are heard at least so often while reports are read. */
const REPORTS_PER_PAUSE = 5000;

const stepOf = ({ step }: CurvePoint): number => step;

interface Points {
  readonly attempt: number;
  readonly list: CurvePoint[];
}

/**
 * The curves of a study's trials, kept up to date report by report. Reports of this process are taken
 * in as they come; those of others are read from the storage before each ask.
 */
export class CurveRecorder {
  readonly #log: EventLog;
  readonly #direction: Direction;
  readonly #points = new Map<number, Points>();
  readonly #ended = new EndedCurves();
  /** Attempts that run here, as `trial/attempt`. */
  readonly #own = new Set<string>();
  readonly #ownTrials = new Set<number>();
  /** How many of the ended trials have their curve in `#ended`. */
  #taken = 0;
  #read = 0;

  constructor(log: EventLog, direction: Direction) {
    this.#log = log;
    this.#direction = direction;
  }

  /** Takes in what others have reported. It pauses now and then, and stops when the signal aborts. */
  async refresh(signal = NEVER_ABORTED): Promise<void> {
    const { storage, study, state } = this.#log;
    // While every trial runs here there is nothing to read.
    if (this.#ownTrials.size === state.size) return this.#takeEnded(() => true);
    for await (const report of storage.readReports(study, { since: this.#read })) {
      this.#read += 1;
      if (this.#read % REPORTS_PER_PAUSE === 0) await yieldToEventLoop();
      if (signal.aborted) return;
      const isOwn = this.#own.has(`${report.number}/${report.attempt}`);
      if (!isOwn) this.#add(report.number, report.attempt, report);
    }
    this.#takeEnded(() => true);
  }

  /** From now on the reports of this attempt come through {@link add}. */
  begin({ number, attempt }: Trial): void {
    this.#own.add(`${number}/${attempt}`);
    this.#ownTrials.add(number);
  }

  add({ number, attempt }: Trial, report: Report): void {
    this.#add(number, attempt, report);
  }

  /** The curve of a running trial. */
  curve({ number }: Pick<Trial, 'number'>): Curve {
    return { number, state: 'running', points: this.#points.get(number)?.list ?? [] };
  }

  /** What a decision about a trial sees: every other trial. */
  history(number: number): CurveHistory {
    // What others have ended is taken in once their reports have been read.
    this.#takeEnded(({ attempt, number: ended }) => this.#own.has(`${ended}/${attempt}`));
    return this.#ended.with(() =>
      [...this.#log.state.running]
        .filter((other) => other !== number)
        .map((other) => this.curve({ number: other })),
    );
  }

  #add(number: number, attempt: number, { step, value }: Report): void {
    let points = this.#points.get(number);
    if (points === undefined || points.attempt < attempt) {
      points = { attempt, list: [] };
      this.#points.set(number, points);
    }
    if (points.attempt > attempt) return;
    const loss = Number.isFinite(value) ? toLoss(this.#direction, value) : Infinity;
    const { list } = points;
    const place = placeOf(list, step, stepOf);
    // Of several reports at a step the first one counts.
    if (list[place]?.step !== step) list.splice(place, 0, { step, loss });
  }

  #takeEnded(isReady: (trial: Trial) => boolean): void {
    const { state } = this.#log;
    for (; this.#taken < state.ended.length; this.#taken++) {
      const trial = state.trial(state.ended[this.#taken]!)!;
      if (!isReady(trial)) return;
      const { number, attempt } = trial;
      const points = this.#points.get(number);
      const list = points?.attempt === attempt ? points.list : [];
      this.#ended.add({ number, state: trial.state as Curve['state'], points: list });
    }
  }
}
