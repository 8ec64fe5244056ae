import type { Loaded } from './load-module.ts';
import type { Query } from './query.ts';

/** Where a plugin comes from. */
export type Origin = 'built-in' | 'config' | 'path' | 'package';

/** What the name of a plugin leads to. */
export interface FoundPlugin extends Loaded {
  readonly origin: Origin;
  /** The name that its version follows from: of a spec in the config, the one that stands there. */
  readonly query: Query;
}
