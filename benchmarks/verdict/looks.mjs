// How a comparison is looked at: each way returns the strategy that it names, and after how many repeats.
import { decide, judgePair, SequentialSigns } from '@tune/compare';

const difference = (a, b) => (a === b ? 0 : a - b);
const isBetter = (answer) => answer === 'better';

/** The one that is better than all others, if there is one. */
const bestOf = (isAhead, count) => {
  const all = Array.from({ length: count }, (_, i) => i);
  return all.find((i) => all.every((j) => i === j || isAhead(i, j)));
};

/** Ten repeats, fixed before: the exact test. */
export function fixed(draw, rng, repeats = 10) {
  const rows = Array.from({ length: repeats }, () => draw(rng));
  const isAhead = (i, j) =>
    isBetter(
      judgePair(
        rows.map((row) => difference(row[i], row[j])),
        { rope: 0, isFixed: true },
      ).answer,
    );
  return { named: bestOf(isAhead, rows[0].length), repeats };
}

/** The state of all pairs, repeat after repeat. */
function pairsOf(count) {
  const pairs = Array.from({ length: count }, () =>
    Array.from({ length: count }, () => new SequentialSigns(0)),
  );
  return {
    add(row, active) {
      for (const i of active) {
        for (const j of active) if (i !== j) pairs[i][j].add(difference(row[i], row[j]));
      }
    },
    isAhead: (i, j) => isBetter(decide(pairs[i][j].signs, true)),
  };
}

const indexes = (row) => row.map((_, i) => i);

/** A look after every repeat; the first answer is taken. */
export function peeking(draw, rng, most = 40) {
  let pairs;
  for (let repeats = 1; repeats <= most; repeats++) {
    const row = draw(rng);
    pairs ??= pairsOf(row.length);
    pairs.add(row, indexes(row));
    if (repeats < 2) continue;
    const named = bestOf(pairs.isAhead, row.length);
    if (named !== undefined) return { named, repeats };
  }
  return { named: undefined, repeats: Infinity };
}

/**
 * Ten repeats, then five more each time for as long as it looks promising: somebody leads in more than
 * half of the repeats. It is looked at only then.
 */
export function extending(draw, rng, most = 60) {
  let pairs;
  let leads = [];
  for (let repeats = 1; repeats <= most; repeats++) {
    const row = draw(rng);
    pairs ??= pairsOf(row.length);
    leads = leads.length === 0 ? row.map(() => 0) : leads;
    pairs.add(row, indexes(row));
    leads[row.indexOf(Math.min(...row))] += 1;
    if (repeats < 10 || repeats % 5 !== 0) continue;
    const named = bestOf(pairs.isAhead, row.length);
    if (named !== undefined) return { named, repeats };
    if (Math.max(...leads) < repeats * 0.4) break;
  }
  return { named: undefined, repeats: Infinity };
}

/** A look after every repeat; those that are proved worse than another one are dropped. */
export function racing(draw, rng, most = 40) {
  let pairs;
  let active;
  for (let repeats = 1; repeats <= most; repeats++) {
    const row = draw(rng);
    pairs ??= pairsOf(row.length);
    active ??= indexes(row);
    pairs.add(row, active);
    active = active.filter((j) => !active.some((i) => i !== j && pairs.isAhead(i, j)));
    if (active.length === 1) return { named: active[0], repeats };
  }
  return { named: undefined, repeats: Infinity };
}

export const LOOKS = {
  'ten repeats, fixed': fixed,
  'a look after each of 40': peeking,
  'extended while it looks promising': extending,
  'racing, 40 at most': racing,
};
