import { choiceParameter } from './choices.ts';
import type { Choice, FreeParameter } from './parameter.ts';

/**
 * One of several values without an order: strings, finite numbers or booleans.
 *
 * @example
 * ```ts
 * import { categorical } from '@tune/core';
 * const activation = categorical(['relu', 'elu', 'tanh']);
 * activation.level(1); // 'elu'
 * ```
 */
export function categorical<const T extends Choice>(choices: readonly T[]): FreeParameter<T> {
  return choiceParameter('categorical', choices);
}
