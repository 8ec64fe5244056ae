import { toLoss, type Direction } from './direction.ts';
import type { Json } from './json.ts';
import type { Point } from './space.ts';
import type { Trial } from './trial.ts';

/** A trial as a strategy sees it. */
export interface PastTrial {
  readonly number: number;
  readonly point: Point;
  readonly state: 'complete' | 'failed' | 'pruned';
  /** Smaller is better; there for complete trials only. */
  readonly loss?: number;
  readonly meta?: Json;
}

/** A trial that has no outcome yet. */
export interface PendingTrial {
  readonly number: number;
  readonly point: Point;
  readonly meta?: Json;
}

/** What a study knows at one moment; a view that later trials do not change. */
export interface History {
  /** In order of their numbers; cancelled trials are not there. */
  readonly ended: readonly PastTrial[];
  readonly pending: readonly PendingTrial[];
  /** The best complete trial, the first of equals. */
  readonly incumbent: PastTrial | undefined;
}

/** The history of a list of trials, direction flipped. */
export function historyOf(trials: Iterable<Trial>, direction: Direction): History {
  const ended: PastTrial[] = [];
  const pending: PendingTrial[] = [];
  let incumbent: PastTrial | undefined;
  for (const { number, point, state, value, meta } of trials) {
    const known = { number, point, ...(meta === undefined ? {} : { meta }) };
    if (state === 'running' || state === 'waiting') pending.push(known);
    if (state === 'failed' || state === 'pruned') ended.push({ ...known, state });
    if (state === 'complete' && value !== undefined) {
      const past: PastTrial = { ...known, state, loss: toLoss(direction, value) };
      ended.push(past);
      if (incumbent === undefined || past.loss! < incumbent.loss!) incumbent = past;
    }
  }
  return { ended, pending, incumbent };
}
