// How a comparison is looked at: each way returns the strategy that it names, and after how many repeats. All of
// them judge as the product does, only without the figures beside the answer.
import {
  decide,
  extendedLevel,
  judgePair,
  locationShift,
  median,
  SequentialTest,
  SIGNIFICANCE,
} from '@tune/compare';

const difference = (a, b) => (a === b ? 0 : a - b);
const columns = (row) => row.map((_, index) => index);

/** The strategy with the best median of its repeats; undefined if none has one. */
function leaderOf(rows, candidates) {
  let leader;
  let best = Infinity;
  for (const index of candidates) {
    const middle = median(rows.map((row) => row[index]).filter((loss) => loss !== undefined));
    if (middle < best) [leader, best] = [index, middle];
  }
  return leader;
}

/** Repeats of all strategies and what the sequential tests say about each pair. */
class Field {
  #level;
  rows = [];
  /** Those that still take part. */
  active;
  #tests = new Map();

  constructor(level = SIGNIFICANCE) {
    this.#level = level;
  }

  add(row) {
    this.active ??= columns(row);
    this.rows.push(row.map((loss, index) => (this.active.includes(index) ? loss : undefined)));
    for (const i of this.active) {
      for (const j of this.active) {
        if (i !== j) this.#test(i, j).add(difference(row[i], row[j]));
      }
    }
  }

  /** Whether the first tends to have the smaller losses. Without a rope no other tests are needed. */
  #test(i, j) {
    const key = i * 100 + j;
    if (!this.#tests.has(key)) this.#tests.set(key, new SequentialTest(2 / this.#level));
    return this.#tests.get(key);
  }

  /** Whether one is better than another one by the repeats that both have. */
  isBetter(i, j) {
    const [below, above] = [this.#test(i, j).isReached, this.#test(j, i).isReached];
    // The estimate takes long, and an answer needs one of these.
    if (!below && !above) return false;
    const shared = this.rows.filter((row) => row[i] !== undefined && row[j] !== undefined);
    const { estimate } = locationShift(shared.map((row) => difference(row[i], row[j])));
    const signs = {
      ...{ isBelowZero: below, isAboveZero: above },
      ...{ isBelowRope: below, isAboveRope: above },
    };
    return decide(signs, estimate, 0) === 'better';
  }

  /** The leader, if it is better than all others. Those that were dropped do not lead. */
  get named() {
    const all = columns(this.rows[0]);
    const isProved = (one) =>
      all.every((other) => other === one || this.#test(one, other).isReached);
    // The medians take long.
    if (!this.active.some(isProved)) return undefined;
    const leader = leaderOf(this.rows, this.active);
    if (leader === undefined) return undefined;
    const isBest = all.every((other) => other === leader || this.isBetter(leader, other));
    return isBest ? leader : undefined;
  }

  /** Drops those that are worse than the leader from the next repeat; others take part again. */
  drop() {
    const all = columns(this.rows[0]);
    if (![...this.#tests.values()].some(({ isReached }) => isReached)) return;
    const leader = leaderOf(this.rows, this.active);
    if (leader === undefined) return;
    this.active = all.filter((other) => other === leader || !this.isBetter(leader, other));
  }
}

/** Repeats that were fixed before: the exact test. */
export function fixed(draw, rng, repeats = 10) {
  const rows = Array.from({ length: repeats }, () => draw(rng));
  const all = columns(rows[0]);
  const leader = leaderOf(rows, all);
  const isBest = all.every((other) => {
    if (leader === undefined || other === leader) return leader !== undefined;
    const differences = rows.map((row) => difference(row[leader], row[other]));
    return judgePair(differences, { rope: 0, isFixed: true }).answer === 'better';
  });
  return { named: isBest ? leader : undefined, repeats };
}

/** A look after every repeat; the first answer is taken. */
export function peeking(draw, rng, most = 40) {
  const field = new Field();
  for (let repeats = 1; repeats <= most; repeats++) {
    field.add(draw(rng));
    const named = repeats < 2 ? undefined : field.named;
    if (named !== undefined) return { named, repeats };
  }
  return { named: undefined, repeats: Infinity };
}

/** The same, but those that are found worse than the leader are dropped: what the product does until it is decided. */
export function racing(draw, rng, most = 40) {
  const field = new Field();
  for (let repeats = 1; repeats <= most; repeats++) {
    field.add(draw(rng));
    if (repeats < 2) continue;
    const { named } = field;
    if (named !== undefined) return { named, repeats };
    field.drop();
  }
  return { named: undefined, repeats: Infinity };
}

/**
 * Repeats that were fixed, and if they name nobody, five more each time for as long as one leads in
 * two repeats of five.
 */
const extendingFrom = (first) => (draw, rng) => {
  const rows = Array.from({ length: first }, () => draw(rng));
  let next = 0;
  const planned = fixed(() => rows[next++], rng, first);
  if (planned.named !== undefined) return planned;
  const field = new Field(extendedLevel(first));
  for (const row of rows) field.add(row);
  for (let repeats = first + 1; repeats <= 60; repeats++) {
    field.add(draw(rng));
    if ((repeats - first) % 5 !== 0) continue;
    const { named } = field;
    if (named !== undefined) return { named, repeats };
    const leads = columns(rows[0]).map(
      (index) => field.rows.filter((row) => row.every((loss) => row[index] <= loss)).length,
    );
    if (Math.max(...leads) < 0.4 * repeats) break;
  }
  return { named: undefined, repeats: Infinity };
};

/** Forty repeats, of which the person shows as many of the first ones as give the best answer. */
export function bestPrefix(draw, rng, most = 40) {
  const field = new Field();
  let found;
  for (let repeats = 1; repeats <= most; repeats++) {
    field.add(draw(rng));
    const named = repeats < 2 ? undefined : field.named;
    if (named !== undefined) found ??= { named, repeats };
  }
  return found ?? { named: undefined, repeats: Infinity };
}

/**
 * Ten repeats, fixed, of four times as many trials as the smallest view; if they name nobody, views of fewer
 * trials are tried, which count as changed after results were seen.
 */
export function fewerTrials(draw, rng, repeats = 10) {
  const sizes = Array.from({ length: repeats }, () => {
    const rows = [draw(rng)];
    // The best loss so far never rises.
    for (let i = 1; i < 4; i++)
      rows.push(draw(rng).map((loss, j) => Math.min(loss, rows.at(-1)[j])));
    return rows;
  });
  let next = 0;
  const whole = fixed(() => sizes[next++][3], rng, repeats);
  for (let size = 2; size >= 0 && whole.named === undefined; size--) {
    const field = new Field(extendedLevel(repeats));
    for (const rows of sizes) field.add(rows[size]);
    const { named } = field;
    if (named !== undefined) return { named, repeats };
  }
  return whole;
}

export const LOOKS = {
  'ten repeats, fixed': fixed,
  'a look after each of 40': peeking,
  'racing, 40 at most': racing,
  'one repeat, extended': extendingFrom(1),
  'ten repeats, extended': extendingFrom(10),
  'the best prefix of 40': bestPrefix,
  'ten repeats, fewer trials': fewerTrials,
};
