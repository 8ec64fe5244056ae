import { isGpError } from '@tune/gp-native';
import { strategyError } from '../../errors.ts';

/**
 * Whether an error says that these losses admit no model, so that the search has to go on without one. All
 * other errors of the numerics are faults: a search that goes on after them would be another search than
 * the one that was asked for.
 */
export const isNumericalFault = (error: unknown): boolean =>
  isGpError(error, 'GP_NOT_POSITIVE_DEFINITE', 'GP_NOT_FINITE', 'GP_OUT_OF_RANGE');

/** What a caller of the strategy is told of an error; those that are not of the numerics stay as they are. */
export function modelError(error: unknown): unknown {
  if (!isGpError(error)) return error;
  const { code, message } = error;
  return strategyError('STRATEGY_MODEL_UNAVAILABLE', { code, reason: message }, { cause: error });
}
