import { LIMIT_OPTIONS, PROGRAM_OPTIONS } from '../options/sets.ts';

/** The options that `defaults` of a config may have. */
export const DEFAULT_OPTIONS = [
  ...(['objective', 'strategies', 'strategy', 'preset', 'backend', ...PROGRAM_OPTIONS] as const),
  ...(['trials', 'budgetSeconds', 'repeats', 'atMost', 'seed', 'parallel'] as const),
  ...(['pruner', 'maxFailures'] as const),
  ...LIMIT_OPTIONS,
  ...(['target', 'patience', 'rope', 'confirm', 'maxSeconds', 'maxRetries'] as const),
  ...(['storage', 'durability', 'reporter', 'verbose'] as const),
] as const;

/** Options that belong together: if one of them is typed, those of the config do not count. */
export const TOGETHER = [
  ['objective', 'preset', 'backend', ...PROGRAM_OPTIONS],
  ['reporter', 'json'],
  ['executor', 'isolation', 'memoryLimit'],
] as const;
