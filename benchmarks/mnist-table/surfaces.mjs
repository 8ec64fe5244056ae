/**
 * Surfaces that the wide table could have, each judged by leaving out one point after another, and the table of them in
 * docs/concepts/mnist-table.md. None is a Gaussian process or a spline, which is close to one: `bayes` fits the former.
 *
 *   npm run mnist-table-surfaces -w benchmarks [-- --check]
 */
import { createRng } from '@tune/core/plugin';
import { readTrainings } from '@tune/objectives/mnist-table';
import { freshenPage } from '../fresh.mjs';
import { bestSplitTree } from './best-split-tree.mjs';
import { quadratic } from './quadratic.mjs';

const inside = (name) => import(`../../packages/objectives/dist/mnist-table/${name}.js`);
const [{ accuracyOf, logitOf }, { growForest, forestAt }, { featuresOf }] = await Promise.all(
  ['surface', 'trees', 'wide-surface'].map(inside),
);
const IMAGES = 2000;

const sum = (values) => values.reduce((total, value) => total + value, 0);
const mean = (values) => sum(values) / values.length;
const squaredDistance = (a, b) => sum(a.map((value, at) => (value - b[at]) ** 2));

/** The points with the mean logit of their trainings. */
function sitesOf(trainings) {
  const groups = new Map();
  for (const training of trainings) {
    groups.set(training.number, [...(groups.get(training.number) ?? []), training]);
  }
  return [...groups.values()].map((group) => ({
    row: [...featuresOf(group[0].point)],
    value: mean(group.map(({ accuracy }) => logitOf(accuracy, IMAGES))),
    weight: group.length,
  }));
}

/** The mean of the nearest sites, weighted by the inverse of their distance. */
const nearest = (count) => (sites) => (row) => {
  const near = sites
    .map((site) => ({ ...site, distance: Math.sqrt(squaredDistance(site.row, row)) }))
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ value, weight, distance }) => ({ value, share: weight / (distance + 1e-9) }));
  return sum(near.map(({ value, share }) => value * share)) / sum(near.map(({ share }) => share));
};

const randomTrees = (leaf) => (sites) => {
  const forest = growForest(
    {
      rows: sites.map(({ row }) => row),
      values: sites.map(({ value }) => value),
      weights: sites.map(({ weight }) => weight),
    },
    { trees: 100, leaf },
  );
  return (row) => forestAt(forest, row);
};

/** Breiman's: each tree from a bootstrap sample, each node from the best split of a third of the features. */
const randomForest = (sites) => {
  const rng = createRng(1);
  const trees = Array.from({ length: 100 }, () => {
    const sample = sites.map(() => sites[rng.integer(sites.length)]);
    return bestSplitTree(sample, { leaf: 2, depth: 30, share: 1 / 3 }, rng);
  });
  return (row) => mean(trees.map((tree) => tree(row)));
};

/** Friedman's: each tree fits half of what the ones before leave over. */
const boostedTrees = (depth) => (sites) => {
  const rng = createRng(1);
  const base = mean(sites.map(({ value }) => value));
  let rest = sites.map((site) => ({ ...site, value: site.value - base }));
  const RATE = 0.05;
  const trees = Array.from({ length: 200 }, () => {
    const sample = rest.filter(() => rng.next() < 0.5);
    const tree = bestSplitTree(sample, { leaf: 2, depth, share: 1 / 2 }, rng);
    rest = rest.map((site) => ({ ...site, value: site.value - RATE * tree(site.row) }));
    return tree;
  });
  return (row) => base + RATE * sum(trees.map((tree) => tree(row)));
};

const SURFACES = {
  'the mean of the other points': (sites) => () => mean(sites.map(({ value }) => value)),
  'the nearest point': nearest(1),
  'the nearest five, by inverse distance': nearest(5),
  'a quadratic polynomial, ridge 1': quadratic(1),
  'a random forest': randomForest,
  'boosted trees, depth 3': boostedTrees(3),
  'boosted trees, depth 5': boostedTrees(5),
  'extremely randomized trees, leaves of 1': randomTrees(1),
  'extremely randomized trees, leaves of 2': randomTrees(2),
  'extremely randomized trees, leaves of 3': randomTrees(3),
};

const { trainings } = readTrainings();
const sites = sitesOf(trainings);
const measured = sites.map(({ value }) => accuracyOf(value, IMAGES));
/** The better half as it was measured, so that it is the same half for every surface. */
const better = [...sites.keys()]
  .toSorted((a, b) => measured[b] - measured[a])
  .slice(0, Math.ceil(sites.length / 2));
const rootMeanSquare = (errors) => Math.sqrt(mean(errors.map((error) => error ** 2)));

const rows = Object.entries(SURFACES).map(([name, fit]) => {
  const predicted = sites.map(({ row }, index) => fit(sites.toSpliced(index, 1))(row));
  const errors = predicted.map((logit, index) => measured[index] - accuracyOf(logit, IMAGES));
  const figures = [
    rootMeanSquare(predicted.map((logit, index) => logit - sites[index].value)).toFixed(3),
    rootMeanSquare(errors).toFixed(4),
    rootMeanSquare(better.map((index) => errors[index])).toFixed(4),
  ];
  console.error(name, ...figures);
  return `| ${[name, ...figures].join(' | ')} |`;
});
const head = ['surface', 'error of the logit', 'of the accuracy', 'in the better half'];
const table = [head, head.map(() => '---')].map((cells) => `| ${cells.join(' | ')} |`);
await freshenPage(
  'concepts/mnist-table.md',
  'mnist-table-surfaces',
  [...table, ...rows].join('\n'),
);
