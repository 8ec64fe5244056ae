import { terminalWidth } from '../process/output.ts';
import { chartLines } from '../terminal/chart.ts';
import { factLines } from '../terminal/facts.ts';
import type { Line } from '../terminal/line.ts';
import { costOf } from './cost-of.ts';
import { countOf } from './format.ts';
import { ranking } from './ranking.ts';
import { resultFacts } from './result-facts.ts';
import { resultTable } from './result-table.ts';
import type { ResultView } from './result-view.ts';
import { verdictLines } from './verdict-lines.ts';
import { verdictText } from './verdict.ts';

/** A picture of fewer places says less than the table. */
const LEAST_PLACES = 3;

/** The result for people: the verdict, the curves, the table, and what to do with it. */
export function resultLines(view: ResultView, width = terminalWidth()): Line[] {
  const chart = curveLines(view, width);
  return [
    '',
    ...verdictLines(verdictText(view.comparison, view.metric), width),
    ...(chart.length === 0 ? [] : ['', ...chart]),
    '',
    ...resultTable(view, width),
    '',
    ...factLines(resultFacts(view), width),
  ];
}

/** The best values so far of all strategies; the leader's curve lies on top. */
function curveLines({ comparison, metric = 'value' }: ResultView, width: number): Line[] {
  const { strategies, direction } = comparison;
  const series = ranking(comparison).map(({ name, curve: { costs, ...curve } }) => {
    const index = strategies.findIndex((one) => one.name === name);
    return { label: name, index, x: costs, ...curve };
  });
  if (!series.some(({ x }) => x.length >= LEAST_PLACES)) return [];
  const repeats = Math.max(...strategies.map(({ values }) => values.length));
  const whole = `best ${metric} so far`;
  const median = `${whole}, median of ${countOf(repeats, 'repeat')}`;
  const titles = repeats > 1 ? [`${median}; dots: the middle half`, median, whole] : [whole];
  const yTitle = titles.find((title) => title.length <= width - 2) ?? whole;
  const xTitle = costOf(comparison);
  // A file has no width of its own.
  return chartLines({ series, direction, yTitle, xTitle }, Number.isFinite(width) ? width : 80);
}
