// Objectives of the package, modified for these comparisons.
import { levy } from '@tune/objectives/functions';
import { mnistTable } from '@tune/objectives/mnist-table';

/** Levy with its minimum at 6, -5, 6, -5, ... instead of at 1, which is close to the middle. */
export function levyMoved() {
  const objective = levy();
  const { names } = objective.space;
  const place = (j) => (j % 2 === 0 ? 6 : -5);
  const point = (value) => Object.fromEntries(names.map((name, j) => [name, value(name, j)]));
  return {
    ...objective,
    name: 'levy-8-moved',
    optimum: { value: 0, points: [point((_, j) => place(j))] },
    evaluate: (at, context) =>
      objective.evaluate(
        point((name, j) => at[name] - place(j) + 1),
        context,
      ),
  };
}

/** The share of images that the table's network gets wrong: like all problems here it is minimized. */
export function mnistTableError() {
  const table = mnistTable({ noise: false });
  const { value, points } = table.optimum;
  return {
    ...table,
    metric: 'error',
    direction: 'minimize',
    optimum: { value: 1 - value, points },
    evaluate: async (point, context) => 1 - (await table.evaluate(point, context)),
  };
}
