import type { History } from './history.ts';
import type { Json } from './json.ts';
import type { Fact, SetupContext } from './objective.ts';
import type { Rng } from './rng.ts';
import type { Scratch } from './scratch.ts';
import type { Point, Space } from './space.ts';

/** What a study may spend. */
export interface Budget {
  readonly trials?: number;
  readonly seconds?: number;
  /** Steps of all trials together: what is spent where trials may be pruned; needs `stepsPerTrial`. */
  readonly steps?: number;
  /** What a full evaluation costs in steps. */
  readonly stepsPerTrial?: number;
}

/** All that a strategy may know. Losses are minimized, whatever the direction of the study. */
export interface Ask {
  readonly space: Space;
  readonly history: History;
  /** How many suggestions are wanted, at least 1. */
  readonly count: number;
  readonly budget?: Budget;
  /** f(study seed, trial number): the only source of chance. */
  readonly rng: Rng;
  /** A cache that may be emptied at any moment without changing a bit of what is suggested. */
  readonly scratch: Scratch;
  readonly signal: AbortSignal;
}

/** One point to evaluate, and why. */
export interface Suggestion {
  readonly point: Point;
  readonly fidelity?: number;
  /** The number of the trial that this one goes on with. */
  readonly continues?: number;
  /** Stored with the trial: the phase it came from, what was predicted, what a later ask may read. */
  readonly meta?: Json;
}

/** What a strategy declares about itself, so that nobody needs to know its name. */
export interface Capabilities {
  /** Takes running trials into account, so that several may run at once. */
  readonly parallel: boolean;
  /** On a finite space: suggests every point once and then returns `[]`. */
  readonly exhaustive: boolean;
}

/**
 * Chooses points. Stateless by law: what it suggests follows from history, rng and space alone.
 */
export interface Strategy {
  readonly name: string;
  readonly apiVersion: 1;
  readonly capabilities: Capabilities;
  /** Called once before the first suggestion; what it returns is shown. */
  setup?(context: SetupContext): Promise<readonly Fact[]>;
  /** Called whenever a study asks. Between 0 and `count` suggestions; `[]` says that the finite space is used up. */
  suggest(ask: Ask): Promise<readonly Suggestion[]>;
}
