import { boundedText } from '../bounded-text.ts';
import { isPromise, tagOf } from '../realms.ts';
import { shortQuote } from '../tune-error.ts';

/** How much of a value is shown. */
const MAX_SHOWN = 100;

/** What came instead of a finite number, and the remedy if it can be guessed: `"0.5", not a finite number; ...`. */
export function notFinite(value: unknown): string {
  try {
    const hint = hintOf(value);
    return `${shown(value)}, not a finite number${hint === undefined ? '' : `; ${hint}`}`;
  } catch {
    return 'something that cannot be shown, not a finite number';
  }
}

/** How to make a number of a value; undefined if that cannot be guessed. */
export function hintOf(value: unknown): string | undefined {
  if (typeof value === 'string') return 'it is text: convert it with Number(...)';
  if (typeof value === 'bigint') return 'it is a BigInt: convert it with Number(...)';
  if (typeof value === 'object' && /^(Number|Date)$/.test(tagOf(value)))
    return 'convert it with Number(...)';
  if (isPromise(value)) return 'await it';
  if (ArrayBuffer.isView(value) || Array.isArray(value)) return 'give one of its numbers';
  return undefined;
}

/** A value in a few words. */
export function shown(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'symbol' ? 'a symbol' : shortQuote(value, MAX_SHOWN);
  }
  if (Array.isArray(value)) return `a list of ${value.length}`;
  const name = classOf(value);
  if (name === undefined) return shortQuote(value, MAX_SHOWN);
  const { length } = value as { readonly length?: unknown };
  const size = ArrayBuffer.isView(value) && typeof length === 'number' ? ` of ${length}` : '';
  return `an object of the class ${name}${size}`;
}

/** The name of an object's class; undefined if it is a plain object. */
function classOf(value: object): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return undefined;
  const { constructor } = prototype as { readonly constructor?: unknown };
  const name: unknown = typeof constructor === 'function' ? constructor.name : undefined;
  return typeof name === 'string' && name !== '' ? boundedText(name, MAX_SHOWN) : 'without a name';
}
