import type { Comparison, Interval, PairVerdict } from '@tune/compare';
import type { Direction } from '@tune/core';
import { bestTrial } from '@tune/core/plugin';
import { countOf, formatValue } from './format.ts';

/** Below so many repeats, no difference can be told from chance. */
const FEWEST_REPEATS = 6;

/** What is advised instead: one standard deviation is found in two of three comparisons. */
const GOOD_REPEATS = 10;

/** Who is the best, by how much and how surely, or what it would take to know, in sentences. */
export function verdictText(comparison: Comparison): string {
  const { leader, strategies, direction, verdict } = comparison;
  if (leader === null) return 'No trial was complete: there is nothing to compare.';
  if (strategies.length === 1) {
    return `The best of ${leader} is ${bestOf(direction, strategies[0]!.best)}.`;
  }
  const others = strategies.filter(({ name }) => name !== leader);
  const isAlone = others.every(({ best }) => best.every((value) => value === null));
  if (isAlone) return `${leader} is the only one with a complete trial.`;
  const pairs = verdict.pairs.filter(({ first }) => first === leader);
  if (verdict.answer === 'better') return bestText(leader, comparison, pairs);
  if (verdict.answer === 'equal') return equalText(leader, pairs, verdict.rope);
  return openText(leader, comparison, pairs);
}

/** `bayes is best: 0.97 at the median of 9 repeats, 0.004 above random (95 %: 0.002 to 0.007; ...).` */
function bestText(leader: string, comparison: Comparison, pairs: readonly PairVerdict[]): string {
  const { wholeRepeats, direction } = comparison;
  const sizes = listed(pairs.map((pair) => sizeOf(pair, direction)));
  const median = formatValue(medianOf(leader, comparison));
  return `${leader} is best: ${median} at the median of ${countOf(wholeRepeats, 'repeat')}, ${sizes}.${costText(leader, comparison, pairs)}`;
}

/** `0.0043 above random (95 %: 0.0019 to 0.0066; ahead in 90 % of repeats)` */
function sizeOf(pair: PairVerdict, direction: Direction): string {
  const { advantage, advantageInterval, probability, second } = pair;
  const share = `${Math.round(100 * (probability ?? 0))} % of repeats`;
  if (advantage === null) {
    return `ahead of ${second} in ${share} (too many without a value to say by how much)`;
  }
  const ahead = `ahead in ${share}`;
  const isAhead = advantage >= 0;
  const side = (direction === 'minimize') === isAhead ? 'below' : 'above';
  const size = `${formatValue(Math.abs(advantage))} ${side} ${second}`;
  if (advantageInterval === null) return `${size} (${ahead})`;
  // The interval is that of the size that is shown: a leader by its median can be behind in this.
  const { low, high } = advantageInterval;
  const interval = isAhead ? { low, high } : { low: 0 - high, high: 0 - low };
  return `${size} (95 %: ${range(interval)}; ${ahead})`;
}

/** `For what random ends with, bayes needs 0.46 of its trials (95 %: 0.31 to 0.64).` */
function costText(leader: string, { pruner }: Comparison, pairs: readonly PairVerdict[]): string {
  const [nearest] = pairs;
  if (nearest?.costRatio == null || nearest.costRatio.estimate >= 1) return '';
  const { estimate, interval } = nearest.costRatio;
  const costs = pruner === undefined ? 'trials' : 'steps';
  const within =
    interval.high === null
      ? `at least ${interval.low.toFixed(2)}`
      : `${interval.low.toFixed(2)} to ${interval.high.toFixed(2)}`;
  return ` For what ${nearest.second} ends with, ${leader} needs ${estimate.toFixed(2)} of its ${costs} (95 %: ${within}).`;
}

/** Those that differ from the leader in nothing that matters. */
function equalText(leader: string, pairs: readonly PairVerdict[], rope: number): string {
  const named = (answer: PairVerdict['answer']): string[] =>
    pairs.filter((pair) => pair.answer === answer).map(({ second }) => second);
  const worse = named('better');
  const rest = worse.length === 0 ? '' : `, and better than ${listed(worse)}`;
  const within =
    rope === Number.MIN_VALUE ? 'have the same values' : `differ by less than ${formatValue(rope)}`;
  return `${listed([leader, ...named('equal')])} are practically equal${rest}: they ${within}, beyond chance.`;
}

/** Who leads, and what it would take to know. */
function openText(leader: string, comparison: Comparison, pairs: readonly PairVerdict[]): string {
  const { wholeRepeats, repeats, direction, verdict } = comparison;
  const ahead = leadText(leader, comparison);
  const remedy =
    repeats < GOOD_REPEATS ? `try --repeats ${GOOD_REPEATS}` : 'resume it for the rest';
  if (wholeRepeats === 0) {
    return `${ahead} so far. Without a whole repeat there is no winner; ${remedy}.`;
  }
  if (wholeRepeats < FEWEST_REPEATS) {
    const kind = wholeRepeats === repeats ? 'repeat' : 'whole repeat';
    const have = wholeRepeats === 1 ? `One ${kind}` : countOf(wholeRepeats, kind);
    return `${ahead}. ${have} cannot name a winner; ${remedy}.`;
  }
  const open = pairs.filter(({ answer }) => answer === 'unknown' || answer === 'worse');
  const sizes = listed(open.map((pair) => sizeOf(pair, direction)));
  const more =
    verdict.moreRepeats === null
      ? 'It would take more than 100 more.'
      : `About ${countOf(verdict.moreRepeats, 'more repeat', 'more repeats')} would decide.`;
  return `${ahead}, but ${countOf(wholeRepeats, 'repeat')} cannot tell yet: ${sizes}. ${more}`;
}

/** `bayes leads by 0.0055 (95 % interval of its value: 0.9633 to 0.9779)` */
function leadText(leader: string, comparison: Comparison): string {
  const { target, interval } = comparison;
  const median = medianOf(leader, comparison);
  const isShared = comparison.strategies.filter((one) => one.median === median).length > 1;
  if (isShared) return 'Several strategies share the best median';
  const isRunnerUp = comparison.strategies.filter((one) => one.median !== null).length > 1;
  if (median === null || target === null || !isRunnerUp) {
    return `${leader} leads: no other has a complete trial in most repeats`;
  }
  const uncertain =
    interval === undefined ? '' : ` (95 % interval of its value: ${range(interval)})`;
  return `${leader} leads by ${formatValue(Math.abs(median - target))}${uncertain}`;
}

const medianOf = (leader: string, { strategies }: Comparison): number | null =>
  strategies.find(({ name }) => name === leader)?.median ?? null;

const range = ({ low, high }: Interval): string => `${formatValue(low)} to ${formatValue(high)}`;

const listed = (items: readonly string[]): string =>
  new Intl.ListFormat('en', { style: 'long', type: 'conjunction' }).format(items);

/** The best of several repeats. */
function bestOf(direction: Direction, values: readonly (number | null)[]): string {
  const complete = values.flatMap((value) => (value === null ? [] : [{ value }]));
  const best = bestTrial(complete, direction)?.value;
  return best === undefined ? '-' : formatValue(best);
}
