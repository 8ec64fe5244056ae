import type { Json } from './json.ts';
import type { Point } from './space.ts';

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

/**
 * What a study knows at one moment: a view, not a copy. It stands still until the suggestion that it was
 * handed out for has been made; a strategy keeps none.
 */
export interface History {
  /** In order of their numbers; cancelled trials are not there. */
  readonly ended: readonly PastTrial[];
  readonly pending: readonly PendingTrial[];
  /** The best complete trial, the first of equals. */
  readonly incumbent: PastTrial | undefined;
}
