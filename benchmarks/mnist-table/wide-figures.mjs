// The figures of the wide table in docs/concepts/mnist-table.md.
import { fitWide, wideAccuracyAt } from '@tune/objectives/mnist-table';

const digits = (value, count = 4) => value.toFixed(count);
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const quantile = (values, share) =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))];

/** Differences of two trainings of one point give the standard deviation of one. */
const stddevOf = (pairs) =>
  Math.sqrt(mean(pairs.map(([one, other]) => (one.accuracy - other.accuracy) ** 2 / 2)));

const pointText = (point) =>
  Object.entries(point)
    .map(
      ([name, value]) =>
        `${name} ${typeof value === 'number' ? Number(value.toPrecision(4)) : value}`,
    )
    .join(', ');

/** Pairs of trainings of one point, the best point first. */
function pairsOf(trainings, surface) {
  const firsts = new Map();
  const pairs = [];
  for (const training of trainings) {
    const first = firsts.get(training.number);
    if (first === undefined) firsts.set(training.number, training);
    else pairs.push([first, training]);
  }
  const height = ([{ point }]) => wideAccuracyAt(surface, point);
  return pairs.toSorted((a, b) => height(b) - height(a));
}

/** @param table  of `readTrainings` */
export function wideFigures({ backend, trainings }, { points, leaveOneOut }) {
  const surface = fitWide(trainings, 'accuracy');
  const pairs = pairsOf(trainings, surface);
  const middle = Math.ceil(pairs.length / 2);
  const accuracies = trainings.map(({ accuracy }) => accuracy);
  const best = trainings.toSorted((a, b) => b.accuracy - a.accuracy)[0];
  const seconds = trainings.map((training) => training.seconds);
  const better = trainings.map(({ accuracy, tested }) => accuracy - tested);
  const items = [
    `${trainings.length} trainings at ${points} points, ${pairs.length} of them twice, on ${backend}.`,
    `Accuracy on the 2,000 images: median ${digits(quantile(accuracies, 0.5))}, best tenth from ${digits(quantile(accuracies, 0.9))}, best ${digits(best.accuracy)} at ${pointText(best.point)}. ${Math.round(100 * mean(accuracies.map((value) => Number(value < 0.2))))} % of the trainings stay below 0.2: they learned nothing (chance is 0.1).`,
    `Leave-one-out error of the surface: root mean square ${digits(leaveOneOut.error)} of accuracy, where the mean of the other points gives ${digits(leaveOneOut.meanError)}. In the half of the points that are predicted to be better it is ${digits(leaveOneOut.upperError)}.`,
    `Noise: two trainings of one point differ by a standard deviation of ${digits(stddevOf(pairs.slice(0, middle)))} each in the better half of the repeated points, ${digits(stddevOf(pairs.slice(middle)))} in the other.`,
    `Accuracy on the 2,000 images less that on the 10,000: ${digits(mean(better))} on average.`,
    `Seconds of processor for a training: median ${digits(quantile(seconds, 0.5), 1)}, from ${digits(Math.min(...seconds), 1)} to ${digits(Math.max(...seconds), 1)}.`,
  ];
  return items.map((item) => `- ${item}`).join('\n');
}
