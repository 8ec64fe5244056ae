import { isBetter, toLoss } from '@tune/core/plugin';
import type { Comparison, StrategySummary } from '../comparison.ts';
import { shareInterval } from '../statistics/share-interval.ts';
import { checkClaimInput, type CheckedClaim, type Claim } from './claim.ts';
import { pairOf, type PairView } from './pair-of.ts';
import { isAtLeast, repeatsFor } from './probability.ts';
import { distance, listed, moreText, range, repeatsText, shown } from './words.ts';

type Finding = Omit<CheckedClaim, 'claim'>;

/**
 * Checks what is said of a comparison against its verdict. Three answers, as a verdict has them: it holds,
 * it fails, or the repeats do not tell yet.
 *
 * A `probability` asks for more: that in another repeat the strategy is ahead (of each rival; of the value)
 * with at least this probability. It holds once the 95 % interval of the probability is not below it, and fails
 * once the whole interval is.
 *
 * @throws COMPARE_CLAIM_INVALID  the comparison has no such strategy, or a number is not in its range
 *
 * @example
 * ```ts
 * import { checkClaim, compare } from '@tune/compare';
 * import { branin } from '@tune/objectives/functions';
 * import { bayes, random } from '@tune/strategies';
 * const { comparison } = await compare({
 *   objective: branin(), trials: 15, repeats: 6, seed: 1,
 *   contenders: [{ label: 'bayes', strategy: bayes() }, { label: 'random', strategy: random() }],
 * });
 * const { answer, reason } = checkClaim(comparison, { type: 'winner', strategy: 'bayes' });
 * answer; // 'holds'
 * ```
 */
export function checkClaim(comparison: Comparison, claim: Claim): CheckedClaim {
  checkClaimInput(claim, comparison);
  return { claim: claimText(comparison, claim), ...findingOf(comparison, claim) };
}

function claimText({ leader, direction }: Comparison, claim: Claim): string {
  const { probability } = claim;
  const surely = probability === undefined ? '' : `, in another repeat with ${shown(probability)}`;
  switch (claim.type) {
    case 'winner':
      return `${claim.strategy} is the winner${surely}`;
    case 'better-than':
      return `the best of the others is better than ${claim.strategy}${surely}`;
    case 'at-least': {
      const who = claim.strategy ?? leader ?? 'the leader';
      const bound = direction === 'minimize' ? 'at most' : 'at least';
      return `the median of ${who} is ${bound} ${shown(claim.value)}${surely}`;
    }
  }
}

function findingOf(comparison: Comparison, claim: Claim): Finding {
  switch (claim.type) {
    case 'winner':
      return winnerFinding(comparison, claim.strategy, claim.probability);
    case 'better-than':
      return betterFinding(comparison, claim.strategy, claim.probability);
    case 'at-least':
      return valueFinding(comparison, claim);
  }
}

const found = (
  answer: CheckedClaim['answer'],
  reason: string,
  moreRepeats: number | null = null,
): Finding => ({ answer, reason, moreRepeats });

function winnerFinding(comparison: Comparison, strategy: string, probability?: number): Finding {
  const { strategies, leader, direction } = comparison;
  if (leader === null) return nothing(comparison);
  const rivals = strategies.filter(({ name }) => name !== strategy);
  const pairs = rivals.flatMap(({ name }) => pairOf(comparison, strategy, name) ?? []);
  const lost = pairs.find(({ answer }) => answer === 'worse');
  if (lost !== undefined) return found('fails', worseText(comparison, strategy, lost));
  const equal = pairs.filter(({ answer }) => answer === 'equal');
  if (equal.length > 0) return found('fails', equalText(comparison, strategy, equal));
  const open = pairs.filter(({ answer }) => answer === 'unknown');
  if (open.length > 0) return openFinding(comparison, strategy, open);
  // By the differences of pairs it is ahead, by the medians it is not: the verdict does not name it.
  if (leader !== strategy) {
    return found('unknown', `${leader} has the better median, ${strategy} is ahead in pairs.`);
  }
  const sizes = listed(pairs.map((pair) => distance(pair, direction)));
  const won = `${strategy} is best: ${sizes} after ${repeatsText(fewest(pairs))}.`;
  return probability === undefined
    ? found('holds', won)
    : probabilityFinding(strategy, pairs, probability, won);
}

function betterFinding(comparison: Comparison, baseline: string, probability?: number): Finding {
  const { direction } = comparison;
  const best = bestOf(comparison, baseline);
  if (best === undefined) return nothing(comparison);
  const pair = pairOf(comparison, best, baseline);
  if (pair === undefined) return nothing(comparison);
  if (pair.answer === 'worse') return found('fails', worseText(comparison, best, pair));
  if (pair.answer === 'equal') return found('fails', equalText(comparison, best, [pair]));
  if (pair.answer === 'unknown') return openFinding(comparison, best, [pair]);
  const won = `${best} is ${distance(pair, direction)} after ${repeatsText(pair.repeats)}.`;
  return probability === undefined
    ? found('holds', won)
    : probabilityFinding(best, [pair], probability, won);
}

/** Whether the strategy is ahead of each rival with the probability that is wanted. */
function probabilityFinding(
  strategy: string,
  pairs: readonly PairView[],
  wanted: number,
  won: string,
): Finding {
  const judged = pairs.map((pair) => ({
    pair,
    answer: isAtLeast(pair.probabilityInterval ?? { low: 0, high: 1 }, wanted),
  }));
  const failed = judged.find(({ answer }) => answer === false);
  if (failed !== undefined) {
    return found('fails', `${aheadText(strategy, failed.pair)}, which is below ${shown(wanted)}.`);
  }
  const open = judged.filter(({ answer }) => answer === undefined).map(({ pair }) => pair);
  if (open.length === 0) return found('holds', won);
  const [lowest] = open.toSorted((a, b) => (a.probability ?? 0) - (b.probability ?? 0));
  const all = repeatsFor(lowest!.probability ?? 0, wanted);
  const more = all === undefined ? null : Math.max(1, all - lowest!.repeats);
  const text = `${aheadText(strategy, lowest!)}, which may be below ${shown(wanted)}`;
  return found('unknown', `${text}: ${likeThese(more)}.`, more);
}

const likeThese = (more: number | null): string =>
  more === null ? moreText(null) : `about ${more} more repeats like these would tell`;

const aheadText = (strategy: string, pair: PairView): string => {
  const { probability, probabilityInterval, rival, repeats } = pair;
  const within = probabilityInterval === null ? '' : ` (95 %: ${range(probabilityInterval)})`;
  return `${strategy} is ahead of ${rival} in ${shown(probability ?? 0)} of ${repeatsText(repeats)}${within}`;
};

function openFinding(
  { direction }: Comparison,
  strategy: string,
  open: readonly PairView[],
): Finding {
  const needed = open.map(({ moreRepeats }) => moreRepeats);
  const more = needed.includes(null) ? null : Math.max(...needed.map(Number));
  const sizes = listed(open.map((pair) => distance(pair, direction)));
  const start = `${repeatsText(fewest(open))} cannot tell ${strategy} from ${listed(open.map(({ rival }) => rival))} yet`;
  return found('unknown', `${start}: it is ${sizes}; ${moreText(more)}.`, more);
}

const worseText = (comparison: Comparison, strategy: string, pair: PairView): string =>
  `${pair.rival} is better: ${strategy} is ${distance(pair, comparison.direction)} after ${repeatsText(pair.repeats)}.`;

const equalText = (
  { verdict }: Comparison,
  strategy: string,
  equal: readonly PairView[],
): string => {
  const names = listed([strategy, ...equal.map(({ rival }) => rival)]);
  return `${names} are practically equal: they differ by less than ${shown(verdict.rope)}, beyond chance.`;
};

function valueFinding(
  comparison: Comparison,
  { value, strategy, probability }: Claim & { type: 'at-least' },
): Finding {
  const { leader, direction, strategies, wholeRepeats, repeats } = comparison;
  const who = strategy ?? leader;
  const summary = strategies.find(({ name }) => name === who);
  if (summary === undefined) return nothing(comparison);
  const { median, values } = summary;
  const isReached = median !== null && toLoss(direction, median) <= toLoss(direction, value);
  const of = `${summary.name} has ${median === null ? 'no value' : shown(median)} at the median of ${repeatsText(values.length)}`;
  if (!isReached) {
    const isOpen = wholeRepeats < repeats && comparison.verdict.answer === 'unknown';
    return isOpen
      ? found('unknown', `${of} so far, ${wholeRepeats} of ${repeats} are whole.`)
      : found('fails', `${of}.`);
  }
  if (probability === undefined) return found('holds', `${of}.`);
  const share = shareOf(summary, (one) => toLoss(direction, one) <= toLoss(direction, value));
  const interval = shareInterval(share, values.length);
  const text = `${summary.name} gets there in ${shown(share)} of ${repeatsText(values.length)} (95 %: ${range(interval)})`;
  const answer = isAtLeast(interval, probability);
  if (answer === true) return found('holds', `${text}.`);
  if (answer === false) return found('fails', `${text}, which is below ${shown(probability)}.`);
  const all = repeatsFor(share, probability);
  const more = all === undefined ? null : Math.max(1, all - values.length);
  const open = `${text}, which may be below ${shown(probability)}`;
  return found('unknown', `${open}: ${likeThese(more)}.`, more);
}

const shareOf = ({ values }: StrategySummary, holds: (value: number) => boolean): number =>
  values.filter((value) => value !== null && holds(value)).length / values.length;

/** The strategy with the best median apart from one; of equal ones the first. */
function bestOf({ strategies, direction }: Comparison, baseline: string): string | undefined {
  let best: { name: string; median: number } | undefined;
  for (const { name, median } of strategies) {
    if (name === baseline || median === null) continue;
    if (best === undefined || isBetter(direction, median, best.median)) best = { name, median };
  }
  return best?.name;
}

const fewest = (pairs: readonly PairView[]): number =>
  Math.min(...pairs.map(({ repeats }) => repeats));

/** Nothing was complete, so nothing can be said; once all repeats are over that is an answer too. */
const nothing = ({ wholeRepeats, repeats }: Comparison): Finding =>
  wholeRepeats < repeats
    ? found('unknown', 'No trial is complete yet.')
    : found('fails', 'No trial was complete.');
