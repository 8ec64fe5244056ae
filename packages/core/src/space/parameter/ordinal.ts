import { choiceFaults, rejectChoice } from './choices.ts';
import { free, levelToUnit, unitToLevel, type Choice, type FreeParameter } from './parameter.ts';

/**
 * One of several values in an order: neighbors in the list are alike, whatever their names say.
 *
 * @example
 * ```ts
 * import { ordinal } from '@tune/core';
 * const size = ordinal(['small', 'medium', 'large']);
 * size.decode(0.5); // 'medium'
 * ```
 */
export function ordinal<const T extends Choice>(choices: readonly T[]): FreeParameter<T> {
  const levels = choices.length;
  return free<T>({
    kind: 'ordinal',
    levels,
    unordered: false,
    faults: () => choiceFaults(choices),
    reject: (value) => rejectChoice(choices, value),
    encode: (value) => levelToUnit(choices.indexOf(value), levels),
    decode: (unit) => choices[unitToLevel(unit, levels)]!,
    level: (index) => choices[index]!,
    indexOf: (value) => choices.indexOf(value),
    toJSON: () => ({ type: 'ordinal', choices }),
  });
}
