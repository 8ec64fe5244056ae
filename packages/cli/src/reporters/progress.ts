import type { ComparisonEvent, Design } from '@tune/compare';
import { formatValue } from './format.ts';

/** How far one strategy is in the repeat that runs. */
export interface RunProgress {
  ended: number;
  best: number | undefined;
  bestAt: number | undefined;
  last: number | string | undefined;
  now: string;
}

/** What a strategy that ends before its budget shows. */
const ENDINGS: Readonly<Record<string, string>> = {
  exhausted: 'space used up',
  'strategy-failed': 'ended with an error',
  'gave-up': 'gave up after failures',
  stopped: 'stopped early',
};

type RunEvent = Extract<ComparisonEvent, { readonly repeat: number }>;

/** Everything that a view shows of a running comparison, from its events. */
export class Progress {
  readonly design: Design;
  readonly #began: number;
  /** By label. */
  readonly runs = new Map<string, RunProgress>();
  repeat = 1;
  /** Trials that have ended, over all strategies and repeats. */
  ended = 0;
  #planned: number;
  #resumed = 0;

  constructor(design: Design, now: number) {
    this.design = design;
    this.#began = now;
    this.#planned = design.contenders.length * design.trials * design.repeats;
    this.#clear();
  }

  /** What pruning saves pays for more trials than were planned. */
  get planned(): number {
    return Math.max(this.#planned, this.ended);
  }

  take(event: ComparisonEvent): void {
    if (!('repeat' in event)) return;
    if (event.repeat !== this.repeat) {
      this.repeat = event.repeat;
      this.#clear();
    }
    const run = this.runs.get(event.label)!;
    this.#update(run, event);
    const ending = ENDINGS[event.type];
    if (ending === undefined) return;
    run.now = ending;
    this.#planned -= this.design.trials - run.ended;
  }

  #update(run: RunProgress, event: RunEvent): void {
    const { trials, objective } = this.design;
    switch (event.type) {
      case 'resumed': {
        const { ended, best } = event;
        Object.assign(run, { ended, best: best?.value, bestAt: best?.number });
        if (ended >= trials) run.now = 'done';
        this.ended += ended;
        this.#resumed += ended;
        return;
      }
      case 'trial-started':
        run.now = `trial ${event.trial.number}`;
        return;
      case 'trial-reported': {
        const of = event.total === undefined ? '' : `/${event.total}`;
        const { metric = 'value' } = objective;
        run.now = `step ${event.step}${of}  ${metric} ${formatValue(event.value)}`;
        return;
      }
      case 'trial-ended': {
        const { value, state, number } = event.trial;
        run.last = value ?? state;
        // A trial that was cut off comes again.
        if (state !== 'waiting') {
          this.ended += 1;
          run.ended += 1;
        }
        run.now = run.ended >= trials ? 'done' : 'waiting';
        if (event.improved) Object.assign(run, { best: value, bestAt: number });
      }
    }
  }

  /** Seconds until the end, as the trials so far suggest; undefined before the first has ended. */
  secondsLeft(now: number): number | undefined {
    const ended = this.ended - this.#resumed;
    if (ended === 0) return undefined;
    return (((now - this.#began) / 1000) * (this.planned - this.ended)) / ended;
  }

  seconds(now: number): number {
    return (now - this.#began) / 1000;
  }

  #clear(): void {
    const none = { best: undefined, bestAt: undefined, last: undefined };
    // Who is behind beyond chance may take no part in further repeats.
    const now = this.design.untilDecided === true && this.repeat > 1 ? '' : 'waiting';
    for (const { label } of this.design.contenders) {
      this.runs.set(label, { ended: 0, ...none, now });
    }
  }
}
