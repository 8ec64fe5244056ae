import { quote } from '../tune-error.ts';

const MAX_NAME_LENGTH = 200;

/** Why a text cannot be the name of a parameter or a constraint; undefined if it can. */
export function nameFault(name: unknown): string | undefined {
  if (typeof name !== 'string' || name === '') return 'expected a name';
  if (name.length > MAX_NAME_LENGTH) {
    return `expected a name of at most ${MAX_NAME_LENGTH} characters, but got ${name.length}`;
  }
  // JavaScript gives this name a meaning of its own: copies of a point would lose it.
  if (name === '__proto__') return 'expected another name than __proto__';
  // eslint-disable-next-line no-control-regex
  return /[\u0000-\u001f\u007f-\u009f]/.test(name)
    ? `expected a name without control characters, but got ${quote(name)}`
    : undefined;
}
