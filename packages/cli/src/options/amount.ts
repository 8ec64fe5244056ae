import { usage } from '../errors.ts';
import { isWithin, rangeOf } from './range.ts';
import type { AmountOption } from './option.ts';

/** A number, so many more than are stored, or a word: `10`, `+5`, `auto`. */
export type Amount<Word extends string = never> = number | `+${number}` | Word;

/**
 * An amount as it was typed.
 * @throws CLI_USAGE  with flag, range and what came
 */
export function parseAmount(flag: string, option: AmountOption, text: string): Amount<string> {
  const { words } = option;
  if (words.includes(text)) return text;
  const isMore = text.startsWith('+');
  const digits = isMore ? text.slice(1) : text;
  const value = /^\d+$/.test(digits) ? Number(digits) : NaN;
  const least = isMore ? 1 : option.min;
  if (isWithin({ ...option, min: least }, value)) return isMore ? `+${value}` : value;
  const all = [rangeOf(option), 'so many more (+5)', ...words];
  const expected = `${all.slice(0, -1).join(', ')} or ${all.at(-1)!}`;
  const came = Number.isFinite(parseFloat(text)) ? text : `"${text}"`;
  throw usage(`--${flag} expects ${expected}, but got ${came}.`);
}

/** An amount as a number, where so much is stored. */
export const amountOf = (amount: number | `+${number}`, stored: number): number =>
  typeof amount === 'number' ? amount : stored + Number(amount.slice(1));

export const isMore = (amount: unknown): amount is `+${number}` =>
  typeof amount === 'string' && /^\+\d+$/.test(amount);
