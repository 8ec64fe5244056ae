import { Race } from './race.ts';
import type { RunTrials } from './run-result.ts';
import { openRuns, optimizeRuns, type OpenRun, type RunContext } from './runs.ts';
import type { EndedRun, Scorer } from './scorer.ts';
import type { StoredRun } from './stored-runs.ts';
import type { Design } from './design.ts';
import { withoutFailed } from './strategy-failure.ts';
import { viewOf } from './view.ts';

/** The runs of a comparison, repeat after repeat, and the scores of what they choose. */
export class Search {
  readonly #context: RunContext;
  readonly #scorer: Scorer | undefined;
  #race: Race | undefined;
  readonly #opened: OpenRun[] = [];
  #scored: readonly RunTrials[] = [];

  constructor(context: RunContext, scorer: Scorer | undefined) {
    this.#context = context;
    this.#scorer = scorer;
    this.#race = context.design.untilDecided === true ? new Race(this.#contest) : undefined;
  }

  /** The design as far as strategies have not failed. */
  get #contest(): Design {
    const { design, failures } = this.#context;
    return withoutFailed(design, failures.byLabel);
  }

  /** The runs that hold something until they are disposed. */
  get opened(): readonly OpenRun[] {
    return this.#opened;
  }

  /** Runs what is missing. After an abort the first repeat is opened still, for what is stored of it. */
  run(): Promise<void> {
    return this.#race === undefined ? this.#runAll() : this.#runUntilDecided(this.#race);
  }

  async #runAll(): Promise<void> {
    const { design, stop } = this.#context;
    for (let repeat = 1; repeat <= design.repeats; repeat++) {
      if (repeat > 1 && stop.isStopped) return;
      const labels = this.#contest.contenders.map(({ label }) => label);
      await this.#runRepeat(repeat, labels);
    }
  }

  async #runUntilDecided(first: Race): Promise<void> {
    const { design, stop, failures } = this.#context;
    // Where one is left of several there is nothing to decide.
    const least = Math.min(2, design.contenders.length);
    let race = first;
    while (
      this.#contest.contenders.length >= least &&
      !race.isDecided &&
      !race.isShort &&
      race.repeats < design.repeats
    ) {
      if (race.repeats > 0 && stop.isStopped) return;
      const known = failures.byLabel.size;
      const runs = await this.#runRepeat(race.repeats + 1, race.next);
      const scored = await this.#score(await this.#ended(runs));
      stop.throwIfFailed();
      this.#scored = [...this.#scored, ...scored];
      if (failures.byLabel.size === known) race.add(scored);
      else this.#race = race = Race.of(this.#contest, this.#scored);
    }
  }

  async #runRepeat(repeat: number, labels: readonly string[]): Promise<readonly OpenRun[]> {
    const { stop } = this.#context;
    const first = this.#opened.length;
    await openRuns(this.#context, repeat, labels, (run) => this.#opened.push(run));
    const runs = this.#opened.slice(first);
    await optimizeRuns(this.#context, runs);
    stop.throwIfFailed();
    return runs;
  }

  /**
   * What came of all runs, with scores; those that were not opened, because it was stopped before, as
   * they are stored.
   */
  async results(stored: readonly StoredRun[]): Promise<readonly RunTrials[]> {
    if (this.#race === undefined) {
      this.#scored = await this.#score(await this.#ended(this.#opened));
    }
    const isOpened = (run: RunTrials): boolean =>
      this.#scored.some(({ label, repeat }) => label === run.label && repeat === run.repeat);
    const others = stored.filter((run) => !isOpened(run));
    return [...this.#scored, ...others].toSorted((a, b) => a.repeat - b.repeat);
  }

  /** Whether nothing is left to do. */
  get isComplete(): boolean {
    const { contenders, repeats } = this.#context.design;
    if (this.#context.failures.byLabel.size > 0) return false;
    if (this.#race !== undefined) {
      return this.#race.isDecided || (this.#race.repeats === repeats && !this.#race.isShort);
    }
    const isScored = this.#scored.every(
      ({ isOver, choice }) =>
        isOver === true && (this.#scorer === undefined || choice !== undefined),
    );
    return isScored && this.#scored.length === contenders.length * repeats;
  }

  /** What the comparison sees of runs, also of trials that other processes have added. */
  #ended(runs: readonly OpenRun[]): Promise<EndedRun[]> {
    const { design } = this.#context;
    return Promise.all(
      runs.map(async (run) => {
        const { label, repeat, study } = run;
        await study.sync();
        const { trials, isOver } = viewOf(study.trials, design);
        return { label, repeat, trials, run, isOver: study.isOver || isOver };
      }),
    );
  }

  /** Runs that were cut short have chosen nothing yet. */
  async #score(ended: readonly EndedRun[]): Promise<RunTrials[]> {
    const over = ended.filter(({ isOver }) => isOver);
    const scored = (await this.#scorer?.score(over)) ?? over;
    let next = 0;
    return ended.map(({ label, repeat, trials, isOver }) =>
      isOver === true ? scored[next++]! : { label, repeat, trials, isOver: false },
    );
  }
}
