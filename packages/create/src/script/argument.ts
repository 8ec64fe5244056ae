/** An argument that a script takes, as far as its text tells. */
export interface Argument {
  /** `lr` of `--lr`. */
  readonly name: string;
  /** `--lr`; undefined for one that is known by its place. */
  readonly flag?: string;
  /** Of one without a flag: 0 is the first word after the script. */
  readonly place?: number;
  readonly type: 'float' | 'int' | 'text' | 'switch';
  readonly default?: number | string;
  readonly choices?: readonly (number | string)[];
  /** The limits that the script itself states. */
  readonly low?: number;
  readonly high?: number;
  /** The script does not start without it. */
  readonly isRequired?: true;
  /** Where it stands in the script, from 1; undefined for one of a command line. */
  readonly line?: number;
}

/** A value that is written out in a program; undefined for anything that would have to be computed. */
export type Literal = number | string | boolean | null | readonly Literal[];

const STRING = /^[rbuf]?(?:'''([^]*)'''|"""([^]*)"""|'([^'\n]*)'|"([^"\n]*)"|`([^`$]*)`)$/i;

const NUMBER = /^[+-]?(?:\d[\d_]*\.?[\d_]*|\.\d+)(?:e[+-]?\d+)?$/i;

/** The value of a literal of Python or JavaScript. */
export function literalOf(text: string | undefined): Literal | undefined {
  const it = text?.trim() ?? '';
  if (NUMBER.test(it)) return Number(it.replaceAll('_', ''));
  const [, ...parts] = STRING.exec(it) ?? [];
  const found = parts.find((part) => part !== undefined);
  if (found !== undefined) return found;
  if (/^true$/i.test(it)) return true;
  if (/^false$/i.test(it)) return false;
  if (/^(None|null|undefined)$/.test(it)) return null;
  const inner = /^[[(]([^]*)[\])]$/.exec(it)?.[1];
  if (inner === undefined) return undefined;
  const items = inner.split(',').filter((item) => item.trim() !== '');
  const values = items.map((item) => literalOf(item));
  return values.every((value) => value !== undefined) ? values : undefined;
}

/** Whether a number is written as a whole one: `32`, not `32.0` or `1e3`. */
export const isWhole = (text: string): boolean => /^[+-]?\d[\d_]*$/.test(text.trim());

/** A number, or text that is one: `'0.01'`. */
export function numberOf(value: Literal | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && NUMBER.test(value.trim())) return Number(value);
  return undefined;
}

/** The choices of a list, if a parameter can have them: numbers or texts, no value twice. */
export function choicesOf(value: Literal | undefined): (number | string)[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const list = value as readonly Literal[];
  const choices = list.filter((item) => typeof item === 'number' || typeof item === 'string');
  return choices.length === list.length && new Set(choices).size === list.length
    ? choices
    : undefined;
}
