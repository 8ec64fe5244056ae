import type { Json } from '../json.ts';
import type { Point } from '../space/space.ts';

/** A trial that has ended, as a strategy sees it. */
export interface EndedTrial {
  readonly number: number;
  readonly point: Point;
  readonly state: 'complete' | 'failed' | 'pruned';
  /** One for each direction, smaller is better; there for complete trials only. */
  readonly losses?: readonly number[];
  /** The first of `losses`. */
  readonly loss?: number;
  /** Share of the full cost that was spent; missing for a full evaluation. */
  readonly fidelity?: number;
  readonly meta?: Json;
}

/** A trial without an outcome: it runs, or waits to run. */
export interface PendingTrial {
  readonly number: number;
  readonly point: Point;
  readonly fidelity?: number;
  readonly meta?: Json;
}

/**
 * What a study knows when it asks: an immutable snapshot. Do not keep it: it is only guaranteed until
 * the suggestion that it was made for has been returned.
 */
export interface History {
  /** In order of their numbers, without cancelled trials. */
  readonly ended: readonly EndedTrial[];
  readonly pending: readonly PendingTrial[];
  /** The best complete trial at full fidelity, the first of equals. */
  readonly incumbent: EndedTrial | undefined;
}
