import type { ComparisonEvent, Design } from '@tune/compare';
import { isBetter } from '@tune/core';

/** Where one strategy stands in the repeat that runs. */
export interface LaneProgress {
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

/** Everything a view shows of a running comparison: events in, numbers out. */
export class Progress {
  readonly #design: Design;
  readonly #began: number;
  readonly lanes = new Map<string, LaneProgress>();
  repeat = 1;
  /** Trials that have ended, over all strategies and repeats. */
  ended = 0;
  #planned: number;
  #resumed = 0;

  constructor(design: Design, now: number) {
    this.#design = design;
    this.#began = now;
    this.#planned = design.contenders.length * design.trials * design.repeats;
    this.#clear();
  }

  /** What pruning saves pays for trials that nobody planned. */
  get planned(): number {
    return Math.max(this.#planned, this.ended);
  }

  take(event: ComparisonEvent): void {
    if (!('repeat' in event)) return;
    if (event.repeat !== this.repeat) {
      this.repeat = event.repeat;
      this.#clear();
    }
    if (event.type === 'resumed') {
      const { label, ended, best } = event;
      const lane = this.lanes.get(label)!;
      lane.ended = ended;
      if (best !== undefined) Object.assign(lane, { best: best.value, bestAt: best.number });
      if (ended >= this.#design.trials) lane.now = 'done';
      this.ended += ended;
      this.#resumed += ended;
      return;
    }
    const lane = this.lanes.get(event.label)!;
    const { metric = 'value', direction } = this.#design.objective;
    if (event.type === 'trial-started') lane.now = `trial ${event.trial.number}`;
    if (event.type === 'trial-reported') {
      const of = event.total === undefined ? '' : `/${event.total}`;
      lane.now = `step ${event.step}${of}  ${metric} ${event.value.toFixed(3)}`;
    }
    if (event.type === 'trial-ended') {
      const { value, state, number } = event.trial;
      this.ended += 1;
      lane.ended += 1;
      lane.now = lane.ended >= this.#design.trials ? 'done' : 'waiting';
      lane.last = value ?? state;
      if (
        value !== undefined &&
        (lane.best === undefined || isBetter(direction, value, lane.best))
      ) {
        lane.best = value;
        lane.bestAt = number;
      }
    }
    const ending = ENDINGS[event.type];
    if (ending !== undefined) {
      lane.now = ending;
      this.#planned -= this.#design.trials - lane.ended;
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
    for (const { label } of this.#design.contenders) {
      this.lanes.set(label, {
        ended: 0,
        best: undefined,
        bestAt: undefined,
        last: undefined,
        now: 'waiting',
      });
    }
  }
}
