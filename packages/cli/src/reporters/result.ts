import type { Comparison, Design, HeldOutTest, StrategySummary } from '@tune/compare';
import type { Direction } from '@tune/core';
import { bestTrial, toLoss } from '@tune/core/plugin';
import { terminalWidth } from '../process/output.ts';
import type { Line } from '../terminal/line.ts';
import {
  alignColumns,
  alignPairs,
  fitTable,
  recordLines,
  widthOf,
  type Rows,
} from '../terminal/table.ts';
import { pad, wrap } from '../terminal/width.ts';
import { countOf, formatSeconds, formatValue } from './format.ts';
import { verdictText } from './verdict.ts';

/** A column of the result: its head, and its cell for a strategy. */
type Column = readonly [head: string, cell: (strategy: StrategySummary) => string];

/**
 * The result for people: a table of the strategies, the leader first, and the verdict. Best points that
 * do not fit into the table are below it.
 */
export function resultLines(
  design: Design,
  comparison: Comparison,
  seconds: number | undefined,
  tests: readonly HeldOutTest[] = [],
  width = terminalWidth(),
): Line[] {
  const { strategies } = comparison;
  const measured = strategies.reduce((sum, one) => sum + one.measured, 0);
  const ranked = ranking(comparison);
  const columns = columnsOf(design, comparison);
  const points = pointColumns(design);
  // After the values, as in the tutorial's table.
  const whole = table([...columns.values, ...points, ...columns.costs], ranked);
  const fits = widthOf(whole) <= width;
  const rows = fits ? whole : table([...columns.values, ...columns.costs], ranked);
  const lines = fitTable(rows, width);
  const [head = '', ...body] = lines ?? [];
  const time = seconds === undefined ? '' : `, ${formatSeconds(seconds)}`;
  const after = `result after ${countOf(measured, 'trial')}${time}`;
  return [
    '',
    ...wrap(after, width),
    ...(lines === undefined
      ? alignColumns(whole, width)
      : [{ text: head, style: 'dim' } as const, ...body]),
    ...(fits || lines === undefined
      ? []
      : ['', ...ranked.flatMap((strategy) => pointLines(design, strategy, width))]),
    '',
    ...wrap(verdictText(comparison), width),
    ...(comparison.pruner === undefined ? [] : wrap(costLine(design, comparison.pruner), width)),
    ...testLines(tests, width),
  ];
}

/** The held-out tests, with their 95 % intervals. */
function testLines(tests: readonly HeldOutTest[], width: number): string[] {
  if (tests.length === 0) return [];
  const rows = tests.map(({ label, value, reason, interval }): [string, string] => {
    const shown = value === null ? `failed: ${reason ?? ''}` : pad(formatValue(value), 6);
    if (interval === undefined) return [label, shown];
    const { low, high } = interval;
    return [label, `${shown}  95 % interval ${formatValue(low)} to ${formatValue(high)}`];
  });
  const { description } = tests[0]!;
  return [
    '',
    ...wrap(`The best of each, once more on ${description}, never seen by the search:`, width),
    ...alignPairs(rows, width),
  ];
}

/** What was equal for all strategies if it was not the number of trials. */
function costLine({ objective, trials }: Design, pruner: string): string {
  const steps = trials * (objective.steps ?? 1);
  return `Compared by cost: each strategy had ${steps} steps in each repeat, as many as ${countOf(trials, 'whole trial')}; what ${pruner} stopped early paid for further ones.`;
}

function ranking({ strategies, direction }: Comparison): StrategySummary[] {
  return strategies.toSorted((a, b) => {
    if (a.median === null || b.median === null)
      return Number(a.median === null) - Number(b.median === null);
    return toLoss(direction, a.median) - toLoss(direction, b.median);
  });
}

function columnsOf(
  design: Design,
  { strategies, target, repeats, pruner }: Comparison,
): { values: Column[]; costs: Column[] } {
  const values: Column[] = [
    ['strategy', ({ name }) => name],
    ['best', ({ best }) => show(bestOf(design.objective.direction, best))],
  ];
  if (repeats > 1) values.push(['median', ({ median }) => show(median)]);
  if (strategies.some(({ medianRegret }) => medianRegret !== undefined)) {
    values.push(['regret', ({ medianRegret }) => show(medianRegret)]);
  }
  const costs: Column[] = [
    ['choosing', ({ suggestSeconds }) => formatSeconds(suggestSeconds)],
    ['training', ({ evaluateSeconds }) => formatSeconds(evaluateSeconds)],
  ];
  // Trials that were stopped early cost less, so steps are compared.
  if (pruner !== undefined) {
    if (target !== null) {
      costs.unshift([
        `steps to ${formatValue(target)}`,
        ({ stepsToTarget = null }) =>
          stepsToTarget === null ? 'not reached' : String(stepsToTarget),
      ]);
    }
    costs.push(['steps', ({ steps }) => String(steps)], ['pruned', ({ pruned }) => String(pruned)]);
  } else if (target !== null) {
    costs.unshift([
      `trials to ${formatValue(target)}`,
      ({ trialsToTarget }) => (trialsToTarget === null ? 'not reached' : String(trialsToTarget)),
    ]);
  }
  if (strategies.some(({ failed }) => failed > 0)) {
    costs.push(['failed', ({ failed }) => String(failed)]);
  }
  return { values, costs };
}

function pointColumns({ objective }: Design): Column[] {
  return objective.space.names.map((name) => [
    name,
    ({ bestPoint }) => (bestPoint?.[name] === undefined ? '' : formatValue(bestPoint[name])),
  ]);
}

/** The best point of a strategy, below a table that has no room for it. */
function pointLines(
  { objective }: Design,
  { name, bestPoint }: StrategySummary,
  width: number,
): string[] {
  if (bestPoint === null) return wrap(` ${name}: no trial was complete`, width);
  const values = objective.space.names.flatMap((key) =>
    key in bestPoint ? [[key, formatValue(bestPoint[key])] as const] : [],
  );
  return recordLines(name, values, width);
}

const table = (columns: readonly Column[], strategies: readonly StrategySummary[]): Rows => [
  columns.map(([head]) => head),
  ...strategies.map((strategy) => columns.map(([, cell]) => cell(strategy))),
];

const show = (value: number | null | undefined): string =>
  value === null || value === undefined ? '-' : formatValue(value);

/** The best of several repeats. */
const bestOf = (direction: Direction, values: readonly (number | null)[]): number | undefined =>
  bestTrial(
    values.flatMap((value) => (value === null ? [] : [{ value }])),
    direction,
  )?.value;
