import { usage } from '../errors.ts';
import { formatQuery, parseQuery } from '../plugins/query.ts';

/** What a check needs of the flags. */
interface CheckedFlags {
  readonly check?: boolean;
  readonly strategies: string;
  readonly repeats: number | string;
}

/** What is compared with itself if nothing else is said, and in how many repeats. */
const STRATEGIES = 'random,random';
const REPEATS = 20;

/** Fewer cannot name a winner; the judging of more takes minutes. */
const FEWEST = 6;
const MOST = 100;

/**
 * The flags of a comparison of a strategy with itself; others come back as they are.
 * @param argv  what was typed: defaults of a check are its own
 * @throws CLI_USAGE  the strategies are not one strategy twice, or the number of repeats does not fit
 */
export function checkFlags<F extends CheckedFlags>(flags: F, argv: readonly string[]): F {
  if (flags.check !== true) return flags;
  const isTyped = (flag: string): boolean =>
    argv.some((word) => word === `--${flag}` || word.startsWith(`--${flag}=`));
  const strategies = isTyped('strategies') ? flags.strategies : STRATEGIES;
  const repeats = isTyped('repeats') ? flags.repeats : REPEATS;
  const [first, second, ...more] = strategies
    .split(',')
    .filter((spec) => spec.trim() !== '')
    .map((spec) => formatQuery(parseQuery(spec.trim())));
  if (first === undefined || first !== second || more.length > 0) {
    throw usage(
      `--check compares a strategy with itself, so that every winner would be a false one: --strategies ${first ?? 'random'},${first ?? 'random'}. It got ${strategies || 'none'}.`,
    );
  }
  if (typeof repeats !== 'number' || repeats < FEWEST || repeats > MOST) {
    throw usage(
      `--check expects a number of --repeats from ${FEWEST} to ${MOST}, but got ${String(repeats)}; ${REPEATS} if it is left out.`,
    );
  }
  return { ...flags, strategies, repeats };
}
