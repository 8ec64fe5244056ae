import { usage } from '../errors.ts';
import { isWithin, rangeOf } from './range.ts';
import { flagOf, optionOf, type OptionName } from './table.ts';

/**
 * Checks every number among the flags against the range of its option.
 * @throws CLI_USAGE  with flag, range and what came
 */
export function checkRanges(flags: Readonly<Partial<Record<OptionName, unknown>>>): void {
  for (const [name, value] of Object.entries(flags) as [OptionName, unknown][]) {
    const option = optionOf(name);
    const isNumeric = option.type === 'number' || option.type === 'amount';
    // An amount in words has been checked when it was read.
    const isWord = option.type === 'amount' && typeof value === 'string';
    if (!isNumeric || isWord || value === undefined || isWithin(option, value)) continue;
    throw usage(`--${flagOf(name)} expects ${rangeOf(option)}, but got ${String(value)}.`);
  }
}

/** What was typed for a flag, in the order it was typed. */
export const typed = (argv: readonly string[], flag: string): (string | undefined)[] =>
  argv.flatMap((word, index) => {
    if (word === `--${flag}`) return [argv[index + 1]];
    return word.startsWith(`--${flag}=`) ? [word.slice(flag.length + 3)] : [];
  });

/**
 * Refuses what the parser would accept silently: a flag given twice, a word where a number belongs,
 * and a switch with another value than true or false.
 * @throws CLI_USAGE
 */
export function rejectAmbiguousFlags(
  names: readonly OptionName[],
  parsed: Readonly<Record<string, unknown>>,
  argv: readonly string[],
): void {
  for (const name of names) {
    const flag = flagOf(name);
    const { type } = optionOf(name);
    const value = parsed[flag];
    // The parser adds 1 to a number that is given again as 1.
    if (Array.isArray(value) || typed(argv, flag).length > 1) {
      throw usage(`--${flag} is given more than once.`);
    }
    // The parser takes no text for 0: `--target "$TARGET"` where the variable is not set.
    const [text = ''] = typed(argv, flag);
    const isBlank = typeof value === 'number' && typed(argv, flag).length > 0 && text.trim() === '';
    if (type === 'number' && (Number.isNaN(value) || isBlank)) {
      throw usage(`--${flag} expects a number, but got "${text}".`);
    }
    const answer = argv.find((word) => word.startsWith(`--${flag}=`))?.slice(flag.length + 3);
    if (type === 'boolean' && answer !== undefined && !/^(true|false)$/.test(answer)) {
      throw usage(`--${flag} expects no value, true or false, but got "${answer}".`);
    }
  }
}
