/** No part of a name, and no name, is longer: a terminal and a file system have to hold them. */
const MAX_PART = 200;
const MAX_NAME = 1000;

/** Control characters, line breaks, and marks that change the direction of the text behind them. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
const UNPAIRED = /\p{Surrogate}/u;

/**
 * What is wrong with the name of a study or of a comparison, if anything is. The one rule for every
 * place where a name comes in. A name is text of parts that slashes divide (`comparison/strategy/1`);
 * it can be shown in a line, typed on a command line and be part of a path. What is stored under other
 * names, by an earlier version, can still be listed and removed.
 *
 * @returns what was expected: `a name without control characters`
 *
 * @example
 * ```ts
 * import { studyNameFault } from '@tune/core/plugin';
 * studyNameFault('branin/bayes/1'); // undefined
 * studyNameFault('../branin'); // 'a name without parts that are "." or ".."'
 * ```
 */
export function studyNameFault(name: unknown): string | undefined {
  if (typeof name !== 'string') return 'a string';
  if (name.trim() === '') return 'a name that is not empty';
  if (name.length > MAX_NAME) return `a name of at most ${MAX_NAME} characters`;
  if (UNSEEN.test(name)) return 'a name without control characters';
  if (UNPAIRED.test(name)) return 'a name of whole characters';
  if (name.startsWith('-')) return 'a name that does not begin with "-"';
  const parts = name.split('/');
  if (parts.some((part) => part.trim() === '')) return 'a name without empty parts between slashes';
  if (parts.some((part) => part === '.' || part === '..')) {
    return 'a name without parts that are "." or ".."';
  }
  const isLong = parts.some((part) => part.length > MAX_PART);
  return isLong ? `a name whose parts have at most ${MAX_PART} characters` : undefined;
}
