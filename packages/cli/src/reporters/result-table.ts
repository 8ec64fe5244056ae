import type { Comparison, StrategySummary } from '@tune/compare';
import { styleOf, styleStart, type Line } from '../terminal/line.ts';
import { alignColumns, fitTable, widthOf, type Rows } from '../terminal/table.ts';
import { visible } from '../terminal/visible.ts';
import { wrap } from '../terminal/width.ts';
import { costOf } from './cost-of.ts';
import { countOf, formatSeconds, formatValue } from './format.ts';
import { bestOf, ranking } from './ranking.ts';
import type { ResultView } from './result-view.ts';

/** A column of the table: its head, and its cell for a strategy. */
type Column = readonly [head: string, cell: (strategy: StrategySummary) => string];

/**
 * The table of the strategies, the leader first. Where the terminal has no room, the costs are a table of their
 * own, and at last each strategy is a record.
 */
export function resultTable(view: ResultView, width: number): Line[] {
  const { comparison } = view;
  const name: Column = ['strategy', (strategy) => strategy.name];
  const [values, costs] = [valueColumns(comparison), costColumns(comparison)];
  const rowsOf = (columns: readonly Column[]): Rows => [
    columns.map(([head]) => head),
    ...ranking(comparison).map((strategy) => columns.map(([, cell]) => cell(strategy))),
  ];
  const all = rowsOf([name, ...values, ...costs]);
  // Two tables are read more easily than one of shortened cells; only names give way.
  const parts =
    widthOf(all) <= width
      ? [fitTable(all, width)]
      : [values, costs].map((one) =>
          fitTable(
            rowsOf([name, ...one]),
            width,
            one.map((_, i) => i + 1),
          ),
        );
  const lines = parts.every((part) => part !== undefined)
    ? parts.flatMap((part) => [...(part === parts[0] ? [] : ['']), ...colored(comparison, part)])
    : alignColumns(all, width);
  return [...lines, ...captionLines(view, width)];
}

/** The head dim, and the names in the colors of their curves. */
function colored(comparison: Comparison, [head = '', ...rows]: readonly string[]): Line[] {
  const names = comparison.strategies.map(({ name }) => name);
  return [
    { text: head, style: 'dim' },
    ...ranking(comparison).map(({ name }, i) => {
      const row = rows[i]!;
      const shown = Math.min(1 + visible(name).length, row.search(/ {2}|$/));
      return styleStart(row, shown, styleOf(names.indexOf(name)));
    }),
  ];
}

/** What the values of a scored comparison are. */
const SCORED = { test: 'test', confirm: 'confirmed' } as const;

function valueColumns({ strategies, repeats, judgedBy, direction }: Comparison): Column[] {
  const columns: Column[] = [];
  if (judgedBy === 'search') {
    columns.push(['best', ({ best }) => show(bestOf(direction, best))]);
    if (repeats > 1) columns.push(['median', ({ median }) => show(median)]);
  } else {
    columns.push([SCORED[judgedBy], ({ median }) => show(median)]);
    columns.push(['search', ({ searchMedian }) => show(searchMedian)]);
    columns.push(['optimism', ({ optimism }) => show(optimism)]);
  }
  if (strategies.some(({ medianRegret }) => medianRegret !== undefined)) {
    columns.push(['regret', ({ medianRegret }) => show(medianRegret)]);
  }
  const isShort = (one: StrategySummary): boolean =>
    (one.droppedAfter ?? one.failure) !== undefined;
  if (strategies.some(isShort)) columns.push(['repeats', repeatsOf]);
  return columns;
}

function repeatsOf({ droppedAfter, failure, values }: StrategySummary): string {
  if (failure !== undefined) return `failed in ${failure.repeat}`;
  return droppedAfter === undefined ? String(values.length) : `dropped after ${droppedAfter}`;
}

function costColumns(comparison: Comparison): Column[] {
  const { strategies, target, pruner } = comparison;
  const columns: Column[] = [];
  // Trials that were stopped early cost less, so steps or seconds are compared.
  if (target !== null) {
    const cost = costOf(comparison);
    columns.push([`${cost} to ${formatValue(target)}`, (strategy) => reachedAfter(strategy, cost)]);
  }
  columns.push(
    ['choosing', ({ suggestSeconds }) => formatSeconds(suggestSeconds)],
    ['training', ({ evaluateSeconds }) => formatSeconds(evaluateSeconds)],
  );
  if (pruner !== undefined) {
    columns.push(
      ['steps', ({ steps }) => String(steps)],
      ['pruned', ({ pruned }) => String(pruned)],
    );
  }
  if (strategies.some(({ failed }) => failed > 0)) {
    columns.push(['failed', ({ failed }) => String(failed)]);
  }
  return columns;
}

function reachedAfter(
  { trialsToTarget, stepsToTarget, secondsToTarget }: StrategySummary,
  cost: string,
): string {
  const spent = { seconds: secondsToTarget, steps: stepsToTarget, trials: trialsToTarget }[cost];
  if (spent === null || spent === undefined) return 'not reached';
  return cost === 'seconds' ? formatValue(spent) : String(spent);
}

/** What the columns mean that a newcomer cannot know. */
function captionLines({ comparison, steps }: ResultView, width: number): string[] {
  const { judgedBy, testDescription = 'new data', pruner, trials, seconds } = comparison;
  const lines: string[] = [];
  if (judgedBy === 'test') {
    lines.push(
      ` test: what each choice is worth on ${testDescription}, which no search sees; optimism: how much better it looked to the search`,
    );
  }
  if (judgedBy === 'confirm') {
    lines.push(
      ' confirmed: the mean of further evaluations of each choice; optimism: how much better it looked to the search',
    );
  }
  if (seconds !== undefined) {
    lines.push(
      ` Compared by time: each strategy had ${formatSeconds(seconds)} of choosing and evaluating in each repeat.`,
    );
  } else if (pruner !== undefined) {
    const equal = `as many as ${countOf(trials, 'whole trial')}`;
    lines.push(
      ` Compared by cost: each strategy had ${trials * (steps ?? 1)} steps in each repeat, ${equal}; what ${pruner} stopped early paid for further ones.`,
    );
  }
  return lines.flatMap((line) => wrap(line, width));
}

const show = (value: number | null | undefined): string =>
  value === null || value === undefined ? '-' : formatValue(value);
