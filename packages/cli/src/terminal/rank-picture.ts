import { styleOf, type Line } from './line.ts';
import { visible } from './visible.ts';
import { displayWidth, pad, shorten } from './width.ts';

/** A strategy in the picture. */
export interface RankedStrategy {
  readonly name: string;
  /** From 1, the best, to the number of strategies. */
  readonly averageRank: number;
  readonly rankInterval: { readonly low: number; readonly high: number } | null;
}

export interface RankPicture {
  /** In the order in which they are shown. */
  readonly strategies: readonly RankedStrategy[];
  /** Names of strategies that are not told apart, next to each other by rank. */
  readonly groups: readonly (readonly string[])[];
  /** The place of a strategy in the design, which has its color. */
  indexOf(name: string): number;
}

const WIDEST = 100;
const LONGEST_NAME = 24;
/** Columns of the axis: with fewer, there is no picture. */
const LEAST_COLUMNS = 16;
/** What stands beside a bar. */
const MEANING = ' not told apart';

/**
 * A critical-difference picture as lines of text: an axis of average ranks, a row for each strategy with its
 * rank and interval, and below them a bar over each group that is not told apart. None if there are fewer
 * than two strategies, or the width has no room.
 */
export function rankLines({ strategies, groups, indexOf }: RankPicture, width: number): Line[] {
  const count = strategies.length;
  const names = strategies.map(({ name }) => shorten(visible(name), LONGEST_NAME));
  const ofNames = Math.max(...names.map(displayWidth));
  const numbers = strategies.map(({ averageRank }) => averageRank.toFixed(2));
  const columns = Math.min(width, WIDEST) - ofNames - numbers[0]!.length - 6;
  if (count < 2 || columns < LEAST_COLUMNS) return [];
  const columnOf = (rank: number): number => Math.round(((rank - 1) / (count - 1)) * (columns - 1));
  const lead = ' '.repeat(ofNames + 3);
  const rows = strategies.map(({ name, averageRank, rankInterval }, i): Line => {
    const cells = Array.from({ length: columns }, () => ' ');
    const { low, high } = rankInterval ?? { low: averageRank, high: averageRank };
    const [from, to] = [columnOf(low), columnOf(high)];
    if (from < to) {
      cells.fill('─', from, to);
      [cells[from], cells[to]] = ['├', '┤'];
    }
    cells[columnOf(averageRank)] = '●';
    const style = styleOf(indexOf(name));
    return [
      { text: ` ${pad(names[i]!, ofNames)}  `, style },
      { text: cells.join(''), style },
      { text: `  ${numbers[i]}` },
    ];
  });
  const rankOf = new Map(strategies.map(({ name, averageRank }) => [name, averageRank]));
  const bars = groups.map((group): Line => {
    const ends = group.map((name) => columnOf(rankOf.get(name)!));
    const [from, to] = [Math.min(...ends), Math.max(...ends)];
    const bar = `${lead}${' '.repeat(from)}${'━'.repeat(to - from + 1)}`;
    return displayWidth(bar + MEANING) <= width ? bar + MEANING : bar;
  });
  return [
    { text: `${lead}${axisNumbers(count, columns, columnOf)}`, style: 'dim' },
    { text: `${lead}${axisLine(count, columns, columnOf)}`, style: 'dim' },
    ...rows,
    ...bars,
  ];
}

type ColumnOf = (rank: number) => number;

/** Whole ranks, as many as there is room for. */
function axisRanks(count: number, columns: number): number[] {
  const step = Math.ceil(((count - 1) * 4) / (columns - 1));
  const inside = Array.from({ length: count }, (_, i) => 1 + i).filter(
    (rank) => (rank - 1) % step === 0,
  );
  return inside.at(-1) === count ? inside : [...inside.slice(0, -1), count];
}

function axisNumbers(count: number, columns: number, columnOf: ColumnOf): string {
  const cells = Array.from({ length: columns + 2 }, () => ' ');
  for (const rank of axisRanks(count, columns)) {
    [...String(rank)].forEach((digit, i) => (cells[columnOf(rank) + i] = digit));
  }
  return cells.join('').trimEnd();
}

function axisLine(count: number, columns: number, columnOf: ColumnOf): string {
  const cells = Array.from({ length: columns }, () => '─');
  for (const rank of axisRanks(count, columns)) cells[columnOf(rank)] = '┬';
  [cells[0], cells[columns - 1]] = ['┌', '┐'];
  return cells.join('');
}
