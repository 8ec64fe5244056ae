import type { Comparison, Interval, PairVerdict } from '@tune/compare';
import type { Direction } from '@tune/core';
import { failureSentence } from './failure-lines.ts';
import { countOf, formatSeconds, formatSize, formatValue, percent } from './format.ts';
import { costOf } from './cost-of.ts';
import { listed } from './listed.ts';
import { bestOf } from './ranking.ts';

/** Below so many repeats, no difference can be told from chance. */
const FEWEST_REPEATS = 6;

/** What is advised instead: one standard deviation is found in two of three comparisons. */
const GOOD_REPEATS = 10;

/** What is advised where the repeats do not tell how many it would take. */
const MORE_REPEATS = 5;

/** Who is the best, by how much and how surely, or what it would take to know, in sentences. */
export function verdictText(comparison: Comparison, metric?: string): string {
  const compared = comparison.strategies.filter(({ failure }) => failure === undefined);
  const failed = comparison.strategies.flatMap(({ name, failure }) =>
    failure === undefined ? [] : [failureSentence(name, failure)],
  );
  return [textOf({ ...comparison, strategies: compared }, metric), ...failed].join(' ');
}

function textOf(comparison: Comparison, metric?: string): string {
  const { leader, strategies, verdict } = comparison;
  if (leader === null) return noneText(comparison);
  if (strategies.length === 1) return aloneText(leader, comparison, metric);
  const others = strategies.filter(({ name }) => name !== leader);
  if (others.every(({ values }) => values.every((value) => value === null))) {
    const what = comparison.judgedBy === 'search' ? 'a complete trial' : 'a score';
    return `${leader} is the only one with ${what}.`;
  }
  const pairs = verdict.pairs.filter(({ first }) => first === leader);
  if (verdict.answer === 'better') return bestText(leader, comparison, pairs, metric);
  if (verdict.answer === 'equal') return equalText(leader, pairs, verdict.rope);
  return openText(leader, comparison, pairs);
}

function noneText({ strategies, judgedBy }: Comparison): string {
  const isSearched = strategies.some(({ best }) => best.some((value) => value !== null));
  return judgedBy !== 'search' && isSearched
    ? 'No choice was scored yet: there is nothing to compare.'
    : 'No trial was complete: there is nothing to compare.';
}

/** `The best of random is 0.9712; the median of 3 repeats is 0.9655.` */
function aloneText(leader: string, comparison: Comparison, metric?: string): string {
  const { strategies, direction, repeats } = comparison;
  const value = valueText(bestOf(direction, strategies[0]!.values), comparison, metric);
  const middle =
    repeats === 1
      ? ''
      : `; the median of ${countOf(repeats, 'repeat')} is ${valueText(strategies[0]!.median)}`;
  return `The best of ${leader} is ${value}${middle}.`;
}

/** `accuracy 0.9712 on the 10,000 test images` */
function valueText(
  value: number | null | undefined,
  { judgedBy, testDescription }: Partial<Comparison> = {},
  metric?: string,
): string {
  const number = value === null || value === undefined ? '-' : formatValue(value);
  // It adds nothing.
  const named = metric === undefined || metric === 'value' ? number : `${metric} ${number}`;
  if (judgedBy === 'test') return `${named} on ${testDescription ?? 'new data'}`;
  return judgedBy === 'confirm' ? `${named}, evaluated again` : named;
}

/** `bayes is best: 0.97 at the median of 9 repeats, 0.0040 above random (95 %: 0.0020 to 0.0070; ...).` */
function bestText(
  leader: string,
  comparison: Comparison,
  pairs: readonly PairVerdict[],
  metric?: string,
): string {
  const { wholeRepeats, direction } = comparison;
  const sizes = listed(pairs.map((pair) => sizeOf(pair, direction)));
  const value = valueText(medianOf(leader, comparison), comparison, metric);
  return `${leader} is best: ${value} at the median of ${countOf(wholeRepeats, 'repeat')}, ${sizes}.${costText(leader, comparison, pairs)}`;
}

/** `0.0043 above random (95 %: 0.0019 to 0.0066; ahead in 90 % of repeats, 60 to 98 %)` */
function sizeOf(pair: PairVerdict, direction: Direction): string {
  const { advantage, advantageInterval, probability, probabilityInterval, second } = pair;
  const within =
    probabilityInterval === null
      ? ''
      : `, ${percent(probabilityInterval.low)} to ${percent(probabilityInterval.high)} %`;
  const share = `${percent(probability ?? 0)} % of repeats${within}`;
  if (advantage === null) {
    return `ahead of ${second} in ${share} (too many without a value to say by how much)`;
  }
  const ahead = `ahead in ${share}`;
  const isAhead = advantage >= 0;
  const side = (direction === 'minimize') === isAhead ? 'below' : 'above';
  const size = `${formatSize(Math.abs(advantage))} ${side} ${second}`;
  if (advantageInterval === null) return `${size} (${ahead})`;
  // The interval is that of the size that is shown: a leader by its median can be behind in this.
  const { low, high } = advantageInterval;
  const interval = isAhead ? { low, high } : { low: 0 - high, high: 0 - low };
  return `${size} (95 %: ${formatSize(interval.low)} to ${formatSize(interval.high)}; ${ahead})`;
}

/** `For what random ends with, bayes needs 0.46 of its trials (95 %: 0.31 to 0.64).` */
function costText(leader: string, comparison: Comparison, pairs: readonly PairVerdict[]): string {
  const [nearest] = pairs;
  if (nearest?.costRatio == null || nearest.costRatio.estimate >= 1) return '';
  const { estimate, interval } = nearest.costRatio;
  const within =
    interval.high === null
      ? `at least ${interval.low.toFixed(2)}`
      : `${interval.low.toFixed(2)} to ${interval.high.toFixed(2)}`;
  return ` For what ${nearest.second} ends with, ${leader} needs ${estimate.toFixed(2)} of its ${costOf(comparison)} (95 %: ${within}).${clockText(nearest, comparison)}`;
}

/** `On the clock random is faster where an evaluation takes less than 0.40 s.` */
function clockText({ second, breakEven }: PairVerdict, { seconds }: Comparison): string {
  // A comparison of time has measured it.
  if (breakEven?.below !== second || seconds !== undefined) return '';
  const { seconds: least } = breakEven;
  const time = least < 0.0995 ? `${formatSize(1000 * least)} ms` : formatSeconds(least);
  return ` That pays where an evaluation takes at least ${time}: below, ${second} is faster on the clock.`;
}

/** Those that differ from the leader in nothing that matters. */
function equalText(leader: string, pairs: readonly PairVerdict[], rope: number): string {
  const named = (answer: PairVerdict['answer']): string[] =>
    pairs.filter((pair) => pair.answer === answer).map(({ second }) => second);
  const worse = named('better');
  const rest = worse.length === 0 ? '' : `, and better than ${listed(worse)}`;
  const within =
    rope === Number.MIN_VALUE ? 'have the same values' : `differ by less than ${formatSize(rope)}`;
  return `${listed([leader, ...named('equal')])} are practically equal${rest}: they ${within}, beyond chance.`;
}

/** Who leads, and what it would take to know. */
function openText(leader: string, comparison: Comparison, pairs: readonly PairVerdict[]): string {
  const { wholeRepeats, repeats, direction, verdict } = comparison;
  const ahead = leadText(leader, comparison);
  if (wholeRepeats === 0) return `${ahead} so far. Without a whole repeat there is no winner.`;
  if (wholeRepeats < FEWEST_REPEATS) {
    const kind = wholeRepeats === repeats ? 'repeat' : 'whole repeat';
    const have = wholeRepeats === 1 ? `One ${kind}` : countOf(wholeRepeats, kind);
    return `${ahead}. ${have} cannot name a winner.`;
  }
  const open = pairs.filter(({ answer }) => answer === 'unknown' || answer === 'worse');
  const sizes = listed(open.map((pair) => sizeOf(pair, direction)));
  const more =
    verdict.moreRepeats === null
      ? 'It would take more than 100 more.'
      : `About ${countOf(verdict.moreRepeats, 'more repeat', 'more repeats')} would decide.`;
  return `${ahead}, but ${countOf(wholeRepeats, 'repeat')} cannot tell yet: ${sizes}. ${more}`;
}

/** How many more repeats to run where the verdict is open; undefined if there is nothing to find out. */
export function repeatsToAdd({ strategies, repeats, verdict }: Comparison): number | undefined {
  const compared = strategies.filter(({ failure }) => failure === undefined);
  const isOpen = compared.length > 1 && verdict.answer === 'unknown';
  if (!isOpen) return undefined;
  return verdict.moreRepeats ?? Math.max(MORE_REPEATS, GOOD_REPEATS - repeats);
}

/** `bayes leads by 0.0055 (95 % interval of its value: 0.9633 to 0.9779)` */
function leadText(leader: string, comparison: Comparison): string {
  const { interval, strategies, direction } = comparison;
  const median = medianOf(leader, comparison);
  const others = strategies.filter(({ name }) => name !== leader);
  const next = bestOf(
    direction,
    others.map((one) => one.median),
  );
  const isShared = strategies.filter((one) => one.median === median).length > 1;
  if (isShared) return 'Several strategies share the best median';
  if (median === null || next === undefined) {
    return `${leader} leads: no other has a complete trial in most repeats`;
  }
  const uncertain =
    interval === undefined ? '' : ` (95 % interval of its value: ${range(interval)})`;
  return `${leader} leads by ${formatValue(Math.abs(median - next))}${uncertain}`;
}

const medianOf = (leader: string, { strategies }: Comparison): number | null =>
  strategies.find(({ name }) => name === leader)?.median ?? null;

const range = ({ low, high }: Interval): string => `${formatValue(low)} to ${formatValue(high)}`;
