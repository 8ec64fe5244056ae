import type { Flags } from './flags.ts';
import type { OptionName } from './table.ts';

/** Names of options, with their literal types. */
const names = <const Names extends readonly OptionName[]>(...list: Names): Names => list;

/** How an evaluation is isolated and limited. */
export const LIMIT_OPTIONS = names('executor', 'isolation', 'memoryLimit', 'trialTimeout');

/** What defines an objective that is a program. */
export const PROGRAM_OPTIONS = names('command', 'spaceFile', 'direction', 'metric', 'steps');

/** What has to hold of a comparison. */
export const CLAIM_OPTIONS = names('winner', 'failUnlessBetterThan', 'atLeast', 'probability');

export type ClaimFlags = Flags<(typeof CLAIM_OPTIONS)[number]>;

/** How results are told. */
export const REPORT_OPTIONS = names('reporter', 'json');

export type ReportFlags = Flags<(typeof REPORT_OPTIONS)[number]> & Partial<Flags<'check'>>;

/** What a search takes besides its strategies, in the order of the help. */
export const SEARCH_OPTIONS = names(
  ...(['objective', 'preset', 'backend', ...PROGRAM_OPTIONS] as const),
  ...(['trials', 'budgetSeconds', 'repeats', 'atMost', 'seed', 'parallel'] as const),
  ...(['pruner', 'maxFailures'] as const),
  ...LIMIT_OPTIONS,
  'suggestTimeout',
  ...(['target', 'patience', 'rope', 'confirm', 'maxSeconds', 'maxRetries'] as const),
  ...(['name', 'storage', 'durability', 'fresh', ...REPORT_OPTIONS, 'verbose', 'config'] as const),
);

/** What compare, run and resume work on. */
export type CompareFlags = Flags<(typeof SEARCH_OPTIONS)[number] | 'strategies'> & ClaimFlags;

/** Where studies are stored. */
export type StorageFlags = Flags<'storage'> & Partial<Flags<'durability'>>;
