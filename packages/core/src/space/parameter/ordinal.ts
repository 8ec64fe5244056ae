import { choiceParameter } from './choices.ts';
import type { Choice, FreeParameter } from './parameter.ts';

/**
 * One of several values in the order of the list, in which neighbors are alike: strings, finite
 * numbers or booleans.
 *
 * @example
 * ```ts
 * import { ordinal } from '@tune/core';
 * const size = ordinal(['small', 'medium', 'large']);
 * size.decode(0.5); // 'medium'
 * ```
 */
export function ordinal<const T extends Choice>(choices: readonly T[]): FreeParameter<T> {
  return choiceParameter('ordinal', choices);
}
