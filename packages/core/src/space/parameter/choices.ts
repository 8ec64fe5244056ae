import { quote } from '../../tune-error.ts';
import { listed } from '../messages.ts';
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
  const indices = new Map<unknown, number>(choices.map((choice, index) => [choice, index]));
  const indexOf = (value: T): number => indices.get(value) ?? -1;
  return free<T>({
    kind,
    levels,
    unordered: kind === 'categorical',
    faults: () =>
      isList
        ? choiceFaults(choices)
        : [{ path: 'choices', reason: `expected a list, but got ${quote(given)}` }],
    reject(value) {
      if (indices.has(value)) return undefined;
      const alike = choices.find((choice) => isAlike(choice, value));
      const hint = alike === undefined ? '' : ` (${quote(alike)} is a ${typeof alike})`;
      return `expected one of ${listed(choices.map(quote))}${hint}`;
    },
    snap: (value) => (indices.has(value) ? choices[indices.get(value)!] : undefined),
    encode: (value) => levelToUnit(indexOf(value), levels),
    decode: (unit) => choices[unitToLevel(unit, levels)]!,
    level: (index) => choices[index]!,
    indexOf,
    toJSON: () => ({ type: kind, choices }),
  });
}

/** Whether a value is a choice in another type, such as "1" for 1. */
const isAlike = (choice: Choice, value: unknown): boolean =>
  ['string', 'number', 'boolean'].includes(typeof value) && String(choice) === String(value);

/** More choices would make every message and every stored space megabytes long. */
const MAX_CHOICES = 65_536;
/** The longest string that can be a choice. */
const MAX_LENGTH = 100_000;

function choiceFaults(choices: readonly unknown[]): Fault[] {
  const { length } = choices;
  if (length === 0) return [{ path: 'choices', reason: 'expected at least one choice' }];
  if (length > MAX_CHOICES) {
    const reason = `expected at most ${MAX_CHOICES} choices, but got ${length}; use an int as the index of a longer list`;
    return [{ path: 'choices', reason }];
  }
  const faults: Fault[] = [];
  const seen = new Set<unknown>();
  for (let index = 0; index < length; index++) {
    const choice = choices[index];
    const path = `choices[${index}]`;
    if (!isChoice(choice)) {
      const reason = `expected a string, a finite number or a boolean, but got ${quote(choice)}`;
      faults.push({ path, reason });
    } else if (typeof choice === 'string' && choice.length > MAX_LENGTH) {
      const reason = `expected at most ${MAX_LENGTH} characters, but got ${choice.length}`;
      faults.push({ path, reason });
    } else if (seen.has(choice)) {
      faults.push({ path, reason: `duplicate choice ${quote(choice)}` });
    }
    seen.add(choice);
  }
  return faults;
}

/** JSON has no NaN and no infinities: such a choice would not come back from a storage. */
const isChoice = (value: unknown): value is Choice =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
