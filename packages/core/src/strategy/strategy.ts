import { coreError } from '../errors.ts';
import type { EnvironmentInfo, SetupContext } from '../environment.ts';
import type { Json } from '../json.ts';
import type { Point, Space } from '../space/space.ts';
import type { Budget } from '../study/budget.ts';
import type { History } from './history.ts';
import type { Rng } from './rng.ts';
import type { Scratch } from './scratch.ts';

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

/** What a strategy may know when it recommends a point. */
export type RecommendAsk = Pick<Ask, 'space' | 'history' | 'rng' | 'scratch' | 'signal'>;

/** One point to evaluate, and why. */
export interface Suggestion {
  readonly point: Point;
  /** Share of the full cost in (0, 1]; a full evaluation if it is missing. */
  readonly fidelity?: number;
  /**
   * Stored with the trial: the phase, the prediction, what a later ask may read. A `phase` of `fallback`
   * with a `reason` says that the point was chosen without the strategy's model, and the end of the search
   * tells it. Its JSON has at most 1,048,576 characters.
   */
  readonly meta?: Json;
}

/** What a strategy declares about itself, so that others need not know its name. */
export interface Capabilities {
  /** Takes running trials into account. If not, it is asked for one trial at a time, when none runs. */
  readonly parallel: boolean;
  /** On a finite space: suggests every point once and then returns `[]`. */
  readonly exhaustive: boolean;
  /**
   * Keeps a state of its own besides the history, so that a study that goes on need not be the
   * uninterrupted one bit for bit.
   */
  readonly stateful?: true;
}

/**
 * Chooses points. Stateless by law: what it suggests follows from history, rng and space alone.
 */
export interface Strategy {
  readonly name: string;
  readonly apiVersion: 1;
  /** The options it was made with: part of the identity of stored runs. */
  readonly options?: Json;
  /** Changes whenever it may suggest other points: part of its identity too. */
  readonly version?: string;
  readonly capabilities: Capabilities;
  /** Called once before the first suggestion; what it returns is shown. */
  setup?(context: SetupContext): Promise<readonly EnvironmentInfo[]>;
  /**
   * Called before each suggestion with what that will be asked; what it takes does not count as time of
   * choosing. For what a suggestion needs and a study begins once, such as a process kept in `scratch`.
   */
  prepare?(ask: Ask): Promise<void>;
  /** Called whenever a study asks. Returns 0 to `count` suggestions; `[]` means the finite space is used up. */
  suggest(ask: Ask): Promise<readonly Suggestion[]>;
  /**
   * The point that a person should use after this history; under noise it need not be that of the best
   * value. Without it, or if it resolves to undefined, that is the best trial. What it recommends follows
   * from history, rng and space alone.
   */
  recommend?(ask: RecommendAsk): Promise<Point | undefined>;
}

/** @throws STRATEGY_INVALID  what is missing or is not what it should be */
export function checkStrategy(source: string, value: unknown): asserts value is Strategy {
  const fail = (reason: string): never => {
    throw coreError('STRATEGY_INVALID', { source, reason });
  };
  const strategy = value as Partial<Strategy> | null | undefined;
  if (typeof strategy !== 'object' || strategy === null) {
    fail('it is neither a strategy nor a function that returns one');
  }
  const { name, apiVersion, capabilities, suggest } = strategy as Partial<Strategy>;
  if (typeof name !== 'string' || name === '') fail('its name is not a string');
  if (apiVersion !== 1) fail(`its apiVersion is ${String(apiVersion)}`);
  if (typeof capabilities !== 'object' || capabilities === null) {
    fail('it declares no capabilities');
  }
  if (typeof suggest !== 'function') fail('it has no function suggest');
  for (const method of ['prepare', 'recommend'] as const) {
    const it: unknown = (strategy as Partial<Strategy>)[method];
    if (it !== undefined && typeof it !== 'function') fail(`its ${method} is not a function`);
  }
}
