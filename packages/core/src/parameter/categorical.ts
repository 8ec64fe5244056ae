import { levelToUnit, unitToLevel, type Fault, type Parameter } from './parameter.ts';

/** A value without order. */
export type Choice = string | number | boolean;

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
export function categorical<const T extends Choice>(choices: readonly T[]): Parameter<T> {
  const levels = choices.length;
  return {
    kind: 'categorical',
    levels,
    unordered: true,
    faults() {
      const faults: Fault[] = [];
      if (levels === 0) faults.push({ path: 'choices', reason: 'expected at least one choice' });
      choices.forEach((choice, index) => {
        const path = `choices[${index}]`;
        if (!['string', 'number', 'boolean'].includes(typeof choice) || Number.isNaN(choice)) {
          faults.push({ path, reason: 'expected a string, a number or a boolean' });
        } else if (choices.indexOf(choice) !== index) {
          faults.push({ path, reason: `${JSON.stringify(choice)} is there already` });
        }
      });
      return faults;
    },
    reject(value) {
      if ((choices as readonly unknown[]).includes(value)) return undefined;
      return `expected one of ${choices.map((choice) => JSON.stringify(choice)).join(', ')}`;
    },
    encode: (value) => levelToUnit(choices.indexOf(value), levels),
    decode: (unit) => choices[unitToLevel(unit, levels)]!,
    level: (index) => choices[index]!,
    toJSON: () => ({ type: 'categorical', choices }),
  };
}
