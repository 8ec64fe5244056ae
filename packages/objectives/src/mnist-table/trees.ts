import { createRng, type Rng } from '@tune/core/plugin';

/** What a tree is grown from: a row of features, a value and a weight for each site. */
export interface Sites {
  readonly rows: readonly Float64Array[];
  readonly values: readonly number[];
  readonly weights: readonly number[];
}

export interface TreeOptions {
  readonly trees: number;
  /** The least number of sites in a leaf. */
  readonly leaf: number;
}

/** A tree as flat arrays: node i is a leaf if `left[i]` is 0, else its children are `left[i]` and `left[i] + 1`. */
interface Tree {
  readonly feature: number[];
  readonly threshold: number[];
  readonly left: number[];
  readonly value: number[];
}

/** The mean of many trees. */
export type Forest = readonly Tree[];

const SEED = 1;

/**
 * Extremely randomized trees: each node tries one random threshold of every feature and takes the one that
 * explains most. They are always the same for the same sites.
 * @see [Geurts2006]
 */
export function growForest(sites: Sites, { trees, leaf }: TreeOptions): Forest {
  const rng = createRng(SEED);
  const columns = columnsOf(sites);
  return Array.from({ length: trees }, () => growTree(columns, leaf, rng));
}

/** The value of a forest at a row of features. */
export function forestAt(forest: Forest, row: Float64Array): number {
  let sum = 0;
  for (const { feature, threshold, left, value } of forest) {
    let node = 0;
    while (left[node] !== 0) node = left[node]! + (row[feature[node]!]! < threshold[node]! ? 0 : 1);
    sum += value[node]!;
  }
  return sum / forest.length;
}

/** A column of each feature: growing a tree goes through them site by site, which is much faster. */
interface Columns {
  readonly columns: readonly Float64Array[];
  readonly values: Float64Array;
  readonly weights: Float64Array;
}

const columnsOf = ({ rows, values, weights }: Sites): Columns => ({
  columns: Array.from(rows[0]!, (_, feature) => Float64Array.from(rows, (row) => row[feature]!)),
  values: Float64Array.from(values),
  weights: Float64Array.from(weights),
});

function growTree({ columns, values, weights }: Columns, leaf: number, rng: Rng): Tree {
  const tree: Tree = { feature: [0], threshold: [0], left: [0], value: [0] };
  /** The sites of a node are `order[from]` .. `order[to - 1]`. */
  const order = Int32Array.from(values.keys());

  const splitOf = (from: number, to: number, weight: number, sum: number) => {
    const best = { gain: -Infinity, feature: -1, threshold: 0, middle: 0 };
    for (let feature = 0; feature < columns.length; feature++) {
      const column = columns[feature]!;
      let [low, high] = [Infinity, -Infinity];
      for (let at = from; at < to; at++) {
        const x = column[order[at]!]!;
        if (x < low) low = x;
        if (x > high) high = x;
      }
      if (low === high) continue;
      const threshold = low + (high - low) * rng.next();
      let [count, leftWeight, leftSum] = [0, 0, 0];
      for (let at = from; at < to; at++) {
        const site = order[at]!;
        if (column[site]! >= threshold) continue;
        count++;
        leftWeight += weights[site]!;
        leftSum += weights[site]! * values[site]!;
      }
      if (count < leaf || to - from - count < leaf) continue;
      const gain = leftSum ** 2 / leftWeight + (sum - leftSum) ** 2 / (weight - leftWeight);
      if (gain <= best.gain) continue;
      best.gain = gain;
      best.feature = feature;
      best.threshold = threshold;
      best.middle = from + count;
    }
    return best;
  };

  const grow = (node: number, from: number, to: number): void => {
    let [weight, sum] = [0, 0];
    for (let at = from; at < to; at++) {
      weight += weights[order[at]!]!;
      sum += weights[order[at]!]! * values[order[at]!]!;
    }
    tree.value[node] = sum / weight;
    if (to - from < 2 * leaf) return;
    const { feature, threshold, middle } = splitOf(from, to, weight, sum);
    if (feature < 0) return;
    // In place: those below the threshold to the front.
    for (let at = from, front = from; at < to; at++) {
      const site = order[at]!;
      if (columns[feature]![site]! >= threshold) continue;
      order[at] = order[front]!;
      order[front++] = site;
    }
    const left = tree.left.length;
    tree.feature[node] = feature;
    tree.threshold[node] = threshold;
    tree.left[node] = left;
    for (const side of Object.values(tree) as number[][]) side.push(0, 0);
    grow(left, from, middle);
    grow(left + 1, middle, to);
  };
  grow(0, 0, order.length);
  return tree;
}
