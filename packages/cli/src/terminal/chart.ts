import type { Direction } from '@tune/core';
import { styleOf, type Line } from './line.ts';
import { Plot, type Series } from './plot.ts';
import { roundestBetween, scaleOf, type Scale } from './scale.ts';
import { visible } from './visible.ts';
import { displayWidth, pad, shorten } from './width.ts';

/** What a picture shows. */
export interface Chart {
  /** The first ones lie on top. */
  readonly series: readonly Series[];
  readonly direction: Direction;
  /** What the values are called, and the places. */
  readonly yTitle: string;
  readonly xTitle: string;
}

/** A wider picture has no more to show. */
const WIDEST = 120;
const LONGEST_LABEL = 24;
/** Columns of the plot itself: with fewer, a curve says nothing. */
const LEAST_COLUMNS = 16;
const LEAST_ROWS = 9;
/** Rows from one number of the axis to the next. */
const ROWS_PER_TICK = 4;

/**
 * Best-so-far curves as lines of text: medians as lines, quartiles as sparse dots around them, names where the
 * lines end. None if the width has no room for them, or nothing is known of at least two places.
 */
export function chartLines(chart: Chart, width: number): Line[] {
  const shown = chart.series.filter(({ median }) => median.some((value) => value !== null));
  const places = shown.flatMap(({ x }) => x);
  const [first, last] = [Math.min(...places), Math.max(...places)];
  if (!(first < last)) return [];
  const values = shown.flatMap(({ median, low, high }) => [...median, ...low, ...high]);
  const known = values.filter((value) => value !== null);
  const rows = Math.max(LEAST_ROWS, shown.length);
  const scale = scaleOf(known, chart.direction);
  const ticks = ticksOf(scale, rows, chart.direction);
  const labels = shown.map(({ label }) => shorten(visible(label), LONGEST_LABEL));
  const ofTicks = widestOf([...ticks.values()]);
  const ofLabels = widestOf([...labels, chart.xTitle]);
  const columns = Math.min(width, WIDEST) - ofTicks - ofLabels - 5;
  if (columns < LEAST_COLUMNS) return [];
  const plot = new Plot({ columns, rows, first, last, scale, halfStep: halfStepOf(shown) });
  for (const one of shown) plot.line(one);
  for (const one of shown) plot.band(one);
  const heights = shown.map((one) => plot.endOf(one));
  // The better one of two that end together is nearer to the good end.
  const order = shown.map((_, index) => (chart.direction === 'minimize' ? -index : index));
  const ends = labelRows(heights, order, rows);
  const lines = Array.from({ length: rows }, (_, row): Line => {
    const tick = ticks.get(row) ?? '';
    const axis = {
      text: ` ${pad(tick, ofTicks, 'start')} ${tick === '' ? '│' : '┤'}`,
      isDim: true,
    };
    const at = ends.indexOf(row);
    if (at < 0) return [axis, ...plot.row(row, false)];
    return [
      axis,
      ...plot.row(row, true),
      { text: ` ${labels[at]}`, style: styleOf(shown[at]!.index) },
    ];
  });
  const axis = xAxis(plot, columns, first, last);
  return [
    { text: ` ${shorten(visible(chart.yTitle), Math.max(1, width - 2))}`, style: 'dim' },
    ...lines,
    { text: ` ${' '.repeat(ofTicks)} └${axis} ${chart.xTitle}`, style: 'dim' },
  ];
}

const widestOf = (texts: readonly string[]): number => Math.max(...texts.map(displayWidth));

/** Half of what lies between two places of the series with the most: the first and last one have as much room. */
function halfStepOf(series: readonly Series[]): number {
  const { x } = series.reduce((most, one) => (one.x.length > most.x.length ? one : most));
  return (x.at(-1)! - x[0]!) / Math.max(1, x.length - 1) / 2;
}

/** The numbers of the vertical axis by row, few and round; at its good end stands the best value. */
function ticksOf(scale: Scale, rows: number, direction: Direction): ReadonlyMap<number, string> {
  const isConstant = scale.value(0) === scale.value(1);
  const best = shortNumber(scale.value(direction === 'minimize' ? 0 : 1));
  if (isConstant) return new Map([[Math.floor(rows / 2), best]]);
  const bestRow = direction === 'minimize' ? rows - 1 : 0;
  const steps = Math.max(1, Math.round((rows - 1) / ROWS_PER_TICK));
  const at = Array.from({ length: steps + 1 }, (_, i) => Math.round((i * (rows - 1)) / steps));
  const textAt = (row: number): string =>
    numberText(roundestBetween(scale.value(1 - (row + 1) / rows), scale.value(1 - row / rows)));
  return new Map(at.map((row) => [row, row === bestRow ? best : textAt(row)]));
}

/** Four digits, unless that leaves the range of numbers. */
function shortNumber(value: number): string {
  const rounded = Number(value.toPrecision(4));
  return numberText(Number.isFinite(rounded) ? rounded : value);
}

const numberText = (value: number): string => {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-4 || size >= 1e6) ? value.toExponential() : String(value);
};

/**
 * A row of its own for each label, as near as possible to the height that it belongs to.
 * @param order  of labels at the same height, from the top
 */
function labelRows(heights: readonly number[], order: readonly number[], rows: number): number[] {
  const fromTop = heights
    .map((_, index) => index)
    .toSorted((a, b) => heights[a]! - heights[b]! || order[a]! - order[b]!);
  const taken: number[] = [];
  let next = 0;
  for (const [place, index] of fromTop.entries()) {
    const left = fromTop.length - place - 1;
    next = Math.min(Math.max(next, Math.floor(heights[index]!)), rows - 1 - left);
    taken[index] = next;
    next += 1;
  }
  return taken;
}

/** `1 ─────── 10 ─────── 20`: the ends of the axis, and round numbers between them. */
function xAxis(plot: Plot, columns: number, first: number, last: number): string {
  const wanted = roundStep((last - first) / Math.max(1, Math.floor(columns / 16)));
  // Trials and steps are counted in whole numbers.
  const step = Number.isInteger(first) && Number.isInteger(last) ? Math.max(1, wanted) : wanted;
  const inside: number[] = [];
  for (let x = Math.ceil(first / step) * step; x < last; x += step) inside.push(x);
  const cells = Array.from({ length: columns }, () => '─');
  const put = (x: number): void => {
    const text = numberText(Number.isInteger(x) ? x : Number(x.toPrecision(3)));
    const start = Math.round(plot.columnOf(x) - (text.length - 1) / 2);
    const from = Math.min(Math.max(0, start), columns - text.length);
    const around = cells.slice(Math.max(0, from - 2), from + text.length + 2);
    if (around.some((cell) => cell !== '─')) return;
    ` ${text} `.split('').forEach((character, i) => {
      const at = from - 1 + i;
      if (at >= 0 && at < columns) cells[at] = character;
    });
  };
  [first, last, ...inside].forEach(put);
  return cells.join('');
}

/** At least `step`, one of 1, 2, 5, 10, 20, ... */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  return [1, 2, 5, 10].map((of) => of * power).find((round) => round >= step * (1 - 1e-9))!;
}
