import type { Comparison, Interval, PairVerdict } from '@tune/compare';
import type { Direction } from '@tune/core';
import { bestTrial } from '@tune/core/plugin';
import { countOf, formatValue } from './format.ts';

/** Below so many repeats, fixed before, no difference can be told from chance. */
const FEWEST_REPEATS = 6;

/** Who is the best, by how much and how surely, or what it would take to know, as sentences. */
export function verdictText(comparison: Comparison): string {
  const { leader, strategies, direction, verdict } = comparison;
  if (leader === null) return 'No trial was complete: there is nothing to compare.';
  if (strategies.length === 1) {
    return `The best of ${leader} is ${bestOf(direction, strategies[0]!.best)}.`;
  }
  const others = strategies.filter(({ name }) => name !== leader);
  if (others.every(({ best }) => best.every((value) => value === null))) {
    return `${leader} is the only one with a complete trial.`;
  }
  const pairs = verdict.pairs.filter(({ first }) => first === leader);
  switch (verdict.answer) {
    case 'better':
      return bestText(comparison, pairs);
    case 'equal':
      return equalText(leader, pairs, verdict.rope);
    case 'unknown':
      return openText(comparison, pairs);
  }
}

/** `bayes is best: median 0.97 of 9 repeats, 0.004 above random (95 %: 0.002 to 0.007), ...` */
function bestText({ leader, strategies, direction }: Comparison, pairs: readonly PairVerdict[]) {
  const median = strategies.find(({ name }) => name === leader)?.median;
  const repeats = countOf(Math.max(...pairs.map((pair) => pair.repeats)), 'repeat');
  const sizes = pairs.map((pair) => sizeOf(pair, direction));
  return `${leader} is best: ${formatValue(median)} at the median of ${repeats}, ${listed(sizes)}.${costText(leader!, pairs)}`;
}

/** `0.0043 above random (95 %: 0.0019 to 0.0066; ahead in 90 % of repeats)` */
function sizeOf(pair: PairVerdict, direction: Direction): string {
  const { advantage, advantageInterval, probability, second } = pair;
  const ahead = `ahead in ${Math.round(100 * (probability ?? 0))} % of repeats`;
  if (advantage === null) return `${ahead} of ${second}, which has no value in most`;
  const side = direction === 'minimize' ? 'below' : 'above';
  const size = `${formatValue(advantage)} ${side} ${second}`;
  return advantageInterval === null
    ? `${size} (${ahead})`
    : `${size} (95 %: ${range(advantageInterval)}; ${ahead})`;
}

const range = ({ low, high }: Interval): string => `${formatValue(low)} to ${formatValue(high)}`;

/** `It needs 0.46 of random's trials for the same value (95 %: 0.31 to 0.64).` */
function costText(leader: string, pairs: readonly PairVerdict[]): string {
  const [known] = pairs.filter(({ costRatio }) => costRatio !== null && costRatio.estimate < 1);
  if (known?.costRatio == null) return '';
  const { estimate, interval } = known.costRatio;
  const high = interval.high === null ? 'unknown' : share(interval.high);
  return ` For what ${known.second} ends with, ${leader} needs ${share(estimate)} of its trials (95 %: ${share(interval.low)} to ${high}).`;
}

const share = (value: number): string => value.toFixed(2);

/** Names and what differs in nothing that matters. */
function equalText(leader: string, pairs: readonly PairVerdict[], rope: number): string {
  const equal = pairs.filter(({ answer }) => answer === 'equal').map(({ second }) => second);
  const worse = pairs.filter(({ answer }) => answer === 'better').map(({ second }) => second);
  const within = rope === Number.MIN_VALUE ? 'their values are the same' : `they differ by less than ${formatValue(rope)}`;
  const rest = worse.length === 0 ? '' : ` and better than ${listed(worse)}`;
  return `${listed([leader, ...equal])} are practically equal${rest}: ${within} (95 %).`;
}

/** Who leads, and what it would take to know. */
function openText(comparison: Comparison, pairs: readonly PairVerdict[]): string {
  const { leader, wholeRepeats, repeats, direction, interval, verdict } = comparison;
  const [nearest] = pairs;
  const gap = nearest?.advantage ?? null;
  const single = comparison.strategies.find(({ name }) => name === leader)!;
  const runnerUp = comparison.target;
  const lead =
    single.median === null || runnerUp === null ? null : Math.abs(single.median - runnerUp);
  const uncertain = interval === undefined ? '' : ` (95 % interval of its value: ${range(interval)})`;
  const ahead =
    lead === 0
      ? 'Several strategies share the best median'
      : lead === null
        ? `${leader} leads: no other has a complete trial in most repeats`
        : `${leader} leads by ${formatValue(lead)}${uncertain}`;
  if (wholeRepeats < FEWEST_REPEATS) {
    const kind = wholeRepeats === repeats ? 'repeat' : 'whole repeat';
    const have = wholeRepeats === 0 ? `Without a ${kind}` : `${countOf(wholeRepeats, kind)}`;
    return `${ahead}. ${have} cannot tell which is better; try --repeats ${FEWEST_REPEATS} or more.`;
  }
  const open = pairs.filter(({ answer }) => answer === 'unknown' || answer === 'worse');
  const from = listed(open.map(({ second }) => second));
  const sure = gap === null || nearest === undefined ? '' : ` (${sizeOf(nearest, direction)})`;
  const more =
    verdict.moreRepeats === null
      ? 'More than 100 further repeats would be needed.'
      : `About ${countOf(verdict.moreRepeats, 'more repeat', 'more repeats')} would decide.`;
  return `${ahead}${sure}. ${countOf(wholeRepeats, 'repeat')} cannot tell it from ${from} yet. ${more}`;
}

const listed = (items: readonly string[]): string =>
  new Intl.ListFormat('en', { style: 'long', type: 'conjunction' }).format(items);

/** The best of several repeats. */
const bestOf = (direction: Direction, values: readonly (number | null)[]): string =>
  formatValue(
    bestTrial(
      values.flatMap((value) => (value === null ? [] : [{ value }])),
      direction,
    )?.value,
  );
