import { TuneError } from '@tune/core';

/** A fault of what was typed. */
export const usage = (reason: string): TuneError => new TuneError('CLI_USAGE', { reason });

/** The codes that mean: what was typed cannot be done. They end with exit code 2, without a stack. */
const USAGE_CODES: ReadonlySet<string> = new Set([
  'CLI_USAGE',
  'CLI_NAME_UNKNOWN',
  'CLI_STRATEGY_UNKNOWN',
  'CLI_OBJECTIVE_UNKNOWN',
  'CLI_MODULE_NOT_LOADABLE',
  'COMPARE_DESIGN_INVALID',
  'OBJECTIVE_INVALID',
  'OBJECTIVE_OPTION_INVALID',
  'OBJECTIVE_PRESET_UNKNOWN',
  'SPACE_INVALID',
  'SPACE_JSON_INVALID',
  'SPACE_POINT_INVALID',
  'STRATEGY_INVALID',
  'STRATEGY_OPTION_INVALID',
]);

export function isUsage(error: unknown): boolean {
  return error instanceof TuneError && USAGE_CODES.has(error.code);
}
