import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { usage } from '../errors.ts';

/** A name or a path, and the options that are written behind it. */
export interface Query {
  readonly name: string;
  /** In the order of the alphabet. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
}

/**
 * `name?key=value&flag` as name and options. Decimal numbers, `true` and `false` are read as such; a key
 * without `=` is true; everything else is text, with `%26` for `&`, `%2C` for a comma and `%25` for `%`.
 * A `?` that is part of the path of an existing file does not begin the options.
 *
 * @throws CLI_USAGE  an option without a name, or one that is given twice
 */
export function parseQuery(spec: string): Query {
  const at = startOfOptions(spec);
  if (at === undefined) return { name: spec, options: {} };
  const options = new Map<string, string | number | boolean>();
  for (const part of spec.slice(at + 1).split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const key = decoded(equals < 0 ? part : part.slice(0, equals));
    if (key === '') throw usage(`${spec}: an option has no name before its "=".`);
    if (options.has(key)) throw usage(`${spec}: the option "${key}" is given twice.`);
    options.set(key, equals < 0 || valueOf(decoded(part.slice(equals + 1))));
  }
  const sorted = [...options].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { name: spec.slice(0, at), options: Object.fromEntries(sorted) };
}

/**
 * The one way to write a name and its options: whatever `parseQuery` reads as the same is the same text.
 */
export function formatQuery({ name, options }: Query): string {
  const parts = Object.entries(options).map(([key, value]) =>
    value === true ? encoded(key) : `${encoded(key)}=${encoded(String(value))}`,
  );
  return parts.length === 0 ? name : `${name}?${parts.join('&')}`;
}

/** Where the options of a spec begin; undefined if it has none. */
function startOfOptions(spec: string): number | undefined {
  const first = spec.indexOf('?');
  if (first < 0 || isThere(spec)) return undefined;
  for (let at = first; at >= 0; at = spec.indexOf('?', at + 1)) {
    if (isThere(spec.slice(0, at))) return at;
  }
  return first;
}

/** Whether a path, perhaps with an export behind `#` or the kind of a program before it, exists. */
function isThere(name: string): boolean {
  const path = name.replace(/^python:/, '').replace(/^~(?=[\\/])/, homedir());
  return path !== '' && (existsSync(path) || existsSync(path.replace(/#[^#/]*$/, '')));
}

/** Digits as people write numbers; the rest (hexadecimal, leading zeros, too many digits) is text. */
const DECIMAL = /^[+-]?(?:0|[1-9]\d*|(?=\.\d))(?:\.\d*)?(?:e[+-]?\d+)?$/i;

function valueOf(text: string): string | number | boolean {
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (!DECIMAL.test(text)) return text;
  const number = Number(text);
  const isExact = !Number.isInteger(number) || Number.isSafeInteger(number) || /[.e]/i.test(text);
  return Number.isFinite(number) && isExact ? number : text;
}

/** What is no valid escape stands for itself, as in `share=100%`. */
const decoded = (text: string): string =>
  text.replaceAll(/(?:%[\da-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });

/** Only what would be read differently. */
const encoded = (text: string): string =>
  text.replaceAll(/[%&=,?]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
