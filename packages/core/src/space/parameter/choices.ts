import type { Choice, Fault } from './parameter.ts';

/** What is wrong with a list of choices, all faults at once. */
export function choiceFaults(choices: readonly Choice[]): Fault[] {
  const faults: Fault[] = [];
  if (choices.length === 0) {
    faults.push({ path: 'choices', reason: 'expected at least one choice' });
  }
  choices.forEach((choice, index) => {
    const path = `choices[${index}]`;
    if (!['string', 'number', 'boolean'].includes(typeof choice) || Number.isNaN(choice)) {
      faults.push({ path, reason: 'expected a string, a number or a boolean' });
    } else if (choices.indexOf(choice) !== index) {
      faults.push({ path, reason: `${JSON.stringify(choice)} is there already` });
    }
  });
  return faults;
}

/** Why a value is none of the choices. */
export function rejectChoice(choices: readonly Choice[], value: unknown): string | undefined {
  if ((choices as readonly unknown[]).includes(value)) return undefined;
  return `expected one of ${choices.map((choice) => JSON.stringify(choice)).join(', ')}`;
}
