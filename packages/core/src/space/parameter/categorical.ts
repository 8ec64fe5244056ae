import { choiceFaults, rejectChoice } from './choices.ts';
import { free, levelToUnit, unitToLevel, type Choice, type FreeParameter } from './parameter.ts';

/**
 * One of several values that have no order.
 *
 * @example
 * ```ts
 * import { categorical } from '@tune/core';
 * const activation = categorical(['relu', 'elu', 'tanh']);
 * activation.level(1); // 'elu'
 * ```
 */
export function categorical<const T extends Choice>(choices: readonly T[]): FreeParameter<T> {
  const levels = choices.length;
  return free<T>({
    kind: 'categorical',
    levels,
    unordered: true,
    faults: () => choiceFaults(choices),
    reject: (value) => rejectChoice(choices, value),
    encode: (value) => levelToUnit(choices.indexOf(value), levels),
    decode: (unit) => choices[unitToLevel(unit, levels)]!,
    level: (index) => choices[index]!,
    indexOf: (value) => choices.indexOf(value),
    toJSON: () => ({ type: 'categorical', choices }),
  });
}
