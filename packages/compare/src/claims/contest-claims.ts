import { found, nothingFound, type Finding } from './claim.ts';
import type { Contest } from './contest.ts';
import type { PairView } from './pair-of.ts';
import { isAtLeast, repeatsFor } from './probability.ts';
import { likeThese, listed, range, shown } from './words.ts';

/** Whether the strategy is better than each other one. */
export function winnerFinding(contest: Contest, strategy: string, probability?: number): Finding {
  const { labels, leader } = contest;
  if (leader === null) return nothingFound(contest.isOver);
  const rivals = labels.filter((label) => label !== strategy);
  const pairs = rivals.flatMap((rival) => contest.pair(strategy, rival) ?? []);
  const finding = lostOrOpen(contest, strategy, pairs);
  if (finding !== undefined) return finding;
  // Ahead in pairs, but another one has the better median: the verdict does not name it.
  if (leader !== strategy) {
    return found('unknown', `${leader} leads, but ${strategy} is ahead in pairs.`);
  }
  const won = `${strategy} is best: ${contest.sizes(pairs)} after ${contest.seen(pairs)}.`;
  return surely(contest, strategy, pairs, won, probability);
}

/** Whether the best of the others is better than the strategy. */
export function betterFinding(contest: Contest, baseline: string, probability?: number): Finding {
  const best = contest.bestBut(baseline);
  const pair = best === undefined ? undefined : contest.pair(best, baseline);
  if (best === undefined || pair === undefined || contest.leader === null) {
    return nothingFound(contest.isOver);
  }
  const won = `${best} is ${contest.sizes([pair])} after ${contest.seen([pair])}.`;
  return lostOrOpen(contest, best, [pair]) ?? surely(contest, best, [pair], won, probability);
}

/** If the strategy is not better than all of its rivals. */
function lostOrOpen(
  contest: Contest,
  strategy: string,
  pairs: readonly PairView[],
): Finding | undefined {
  const lost = pairs.find(({ answer }) => answer === 'worse');
  if (lost !== undefined) {
    const size = `${strategy} is ${contest.sizes([lost])} after ${contest.seen([lost])}`;
    return found('fails', `${lost.rival} is better: ${size}.`);
  }
  const equal = pairs.filter(({ answer }) => answer === 'equal');
  if (equal.length > 0) {
    const names = listed([strategy, ...equal.map(({ rival }) => rival)]);
    return found('fails', `${names} are practically equal: ${contest.equality}.`);
  }
  const open = pairs.filter(({ answer }) => answer === 'unknown');
  if (open.length === 0) return undefined;
  const needed = open.map(({ moreRepeats }) => moreRepeats);
  const more = needed.includes(null) ? null : Math.max(...needed.map(Number));
  const rivals = listed(open.map(({ rival }) => rival));
  const start = `${contest.seen(open)} cannot tell ${strategy} from ${rivals} yet`;
  const size = `it is ${contest.sizes(open)}`;
  return found('unknown', `${start}: ${size}; ${contest.more(more)}.`, more);
}

/** Whether a winner is ahead of each rival with the probability that is wanted. */
function surely(
  contest: Contest,
  strategy: string,
  pairs: readonly PairView[],
  won: string,
  wanted: number | undefined,
): Finding {
  if (wanted === undefined) return found('holds', won);
  const judged = pairs.map((pair) => ({
    pair,
    answer: isAtLeast(pair.probabilityInterval ?? { low: 0, high: 1 }, wanted),
  }));
  const textOf = (pair: PairView): string => {
    const { rival, probability, probabilityInterval } = pair;
    const within = probabilityInterval === null ? '' : ` (95 %: ${range(probabilityInterval)})`;
    return `${strategy} is ahead of ${rival} in ${shown(probability ?? 0)} of ${contest.repeats(pair)}${within}`;
  };
  const failed = judged.find(({ answer }) => answer === false);
  if (failed !== undefined) {
    return found('fails', `${textOf(failed.pair)}, which is below ${shown(wanted)}.`);
  }
  const open = judged.flatMap(({ pair, answer }) => (answer === undefined ? [pair] : []));
  const [lowest] = open.toSorted((a, b) => (a.probability ?? 0) - (b.probability ?? 0));
  if (lowest === undefined) return found('holds', won);
  const all = repeatsFor(lowest.probability ?? 0, wanted);
  const isForeseen = lowest.advantage !== null && all !== undefined;
  const more = isForeseen ? Math.max(1, all - lowest.count) : null;
  const text = `${textOf(lowest)}, which may be below ${shown(wanted)}`;
  const what = more === null ? contest.more(null) : likeThese(more);
  return found('unknown', `${text}: ${what}.`, more);
}
