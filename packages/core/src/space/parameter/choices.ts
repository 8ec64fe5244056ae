import { quote } from '../../tune-error.ts';
import {
  free,
  levelToUnit,
  plainZero,
  unitToLevel,
  type Choice,
  type Fault,
  type FreeParameter,
} from './parameter.ts';

/** Everything that categorical and ordinal parameters have in common. */
export function choiceParameter<T extends Choice>(
  kind: 'categorical' | 'ordinal',
  given: readonly T[],
): FreeParameter<T> {
  const isList = Array.isArray(given);
  const choices: readonly T[] = isList ? given.map(plainZero) : [];
  const levels = choices.length;
  const indexOf = (value: T): number => choices.indexOf(value);
  return free<T>({
    kind,
    levels,
    unordered: kind === 'categorical',
    faults: () =>
      isList
        ? choiceFaults(choices)
        : [{ path: 'choices', reason: `expected a list, but got ${quote(given)}` }],
    reject(value) {
      if ((choices as readonly unknown[]).includes(value)) return undefined;
      return `expected one of ${choices.map(quote).join(', ')}`;
    },
    encode: (value) => levelToUnit(indexOf(value), levels),
    decode: (unit) => choices[unitToLevel(unit, levels)]!,
    level: (index) => choices[index]!,
    indexOf,
    toJSON: () => ({ type: kind, choices }),
  });
}

function choiceFaults(choices: readonly unknown[]): Fault[] {
  const faults: Fault[] = [];
  if (choices.length === 0) {
    faults.push({ path: 'choices', reason: 'expected at least one choice' });
  }
  choices.forEach((choice, index) => {
    const path = `choices[${index}]`;
    if (!isChoice(choice)) {
      const reason = `expected a string, a finite number or a boolean, but got ${quote(choice)}`;
      faults.push({ path, reason });
    } else if (choices.indexOf(choice) !== index) {
      faults.push({ path, reason: `duplicate choice ${quote(choice)}` });
    }
  });
  return faults;
}

/** JSON has no NaN and no infinities: such a choice would not come back from a storage. */
const isChoice = (value: unknown): value is Choice =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
