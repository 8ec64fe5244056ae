// A regression tree with the best splits, for the surfaces that the wide table could have.

/**
 * @param sites  { row, value, weight }
 * @param share  of the features that a node looks at
 * @returns the tree as a function of a row
 */
export function bestSplitTree(sites, { leaf, depth, share }, rng) {
  const weight = sites.reduce((total, site) => total + site.weight, 0);
  const total = sites.reduce((sum, site) => sum + site.weight * site.value, 0);
  const split = depth === 0 ? undefined : bestSplit(sites, { leaf, share, weight, total }, rng);
  if (split === undefined) return () => total / weight;
  const [below, above] = [true, false].map((isBelow) =>
    bestSplitTree(
      sites.filter(({ row }) => row[split.feature] < split.threshold === isBelow),
      { leaf, depth: depth - 1, share },
      rng,
    ),
  );
  return (row) => (row[split.feature] < split.threshold ? below(row) : above(row));
}

function bestSplit(sites, { leaf, share, weight, total }, rng) {
  const features = [...sites[0].row.keys()]
    .map((feature) => ({ feature, order: rng.next() }))
    .toSorted((a, b) => a.order - b.order)
    .slice(0, Math.ceil(share * sites[0].row.length));
  let best;
  for (const { feature } of features) {
    const sorted = sites.toSorted((a, b) => a.row[feature] - b.row[feature]);
    let [leftWeight, leftTotal] = [0, 0];
    for (let count = 1; count < sorted.length; count++) {
      const [last, next] = [sorted[count - 1], sorted[count]];
      leftWeight += last.weight;
      leftTotal += last.weight * last.value;
      if (last.row[feature] === next.row[feature]) continue;
      if (count < leaf || sorted.length - count < leaf) continue;
      const gain = leftTotal ** 2 / leftWeight + (total - leftTotal) ** 2 / (weight - leftWeight);
      if (best !== undefined && gain <= best.gain) continue;
      best = { gain, feature, threshold: (last.row[feature] + next.row[feature]) / 2 };
    }
  }
  return best;
}
