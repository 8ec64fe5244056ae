import { terminalWidth } from '../process/output.ts';
import { visible } from './visible.ts';
import { displayWidth, pad, shorten, wrap } from './width.ts';

/** Columns of text, padded to their widest cell, no lines drawn. The first row is the head. */
export type Rows = readonly (readonly string[])[];

/** The widest cell, on the widest terminal or in a file: JSON has the whole text. */
const WIDEST = 200;
/** A text is not shortened to less, nor the head of a column. */
const LEAST_TEXT = 8;
const LEAST_HEAD = 10;
/** How far a record is indented, and text below a label. */
const INDENT = 3;
const GAP = 2;

const NUMBER = /^[ *]*-?(?:\d[\d.,]*(?:e[+-]\d+)?(?:\/\d+)?|Infinity|NaN)$/;

const isNumeric = (cells: readonly string[]): boolean =>
  cells.every((cell) => cell === '' || cell === '-' || NUMBER.test(cell));

/** Where one value is negative, the others have a space in front, so that digits are below digits. */
function alignSigns(cells: readonly string[]): readonly string[] {
  const isSigned = isNumeric(cells) && cells.some((cell) => /^-\S/.test(cell));
  return isSigned ? cells.map((cell) => (/^[\dIN]/.test(cell) ? ` ${cell}` : cell)) : cells;
}

/** A column, and how narrow it may get. */
interface Column {
  readonly head: string;
  readonly cells: readonly string[];
  readonly width: number;
  readonly least: number;
}

const widest = (texts: readonly string[]): number =>
  texts.reduce((width, text) => Math.max(width, displayWidth(text)), 0);

function columnsOf([heads = [], ...body]: Rows, whole: readonly number[]): Column[] {
  return heads.map((given, j) => {
    const head = shorten(visible(given), WIDEST);
    const own = body.map((row) => shorten(visible(row[j] ?? ''), WIDEST));
    const cells = alignSigns(own);
    const [ofHead, ofCells] = [displayWidth(head), widest(cells)];
    const width = Math.max(ofHead, ofCells);
    // A number that is cut is another number.
    const ofText = isNumeric(own) ? ofCells : Math.min(LEAST_TEXT, ofCells);
    const least = whole.includes(j) ? width : Math.max(ofText, Math.min(LEAST_HEAD, ofHead));
    return { head, cells, width, least };
  });
}

const total = (widths: readonly number[]): number =>
  1 + widths.reduce((sum, width) => sum + width, 0) + GAP * Math.max(0, widths.length - 1);

/** The widths of the columns on a terminal: the widest are narrowed first. Undefined if they do not fit. */
function fitted(columns: readonly Column[], room: number): number[] | undefined {
  const widths = columns.map(({ width }) => width);
  if (total(columns.map(({ least }) => least)) > room) return undefined;
  while (total(widths) > room) {
    let at = -1;
    columns.forEach(({ least }, j) => {
      if (widths[j]! > least && (at < 0 || widths[j]! > widths[at]!)) at = j;
    });
    widths[at]! -= 1;
  }
  return widths;
}

const lineOf = (cells: readonly string[], widths: readonly number[]): string =>
  ` ${cells.map((cell, j) => pad(shorten(cell, widths[j]!), widths[j]!)).join(' '.repeat(GAP))}`.trimEnd();

/** How wide the table is if nothing is shortened, except what no table has room for. */
export const widthOf = (rows: Rows): number => total(columnsOf(rows, []).map(({ width }) => width));

/** Whether the width has room for the whole table, with nothing shortened. */
export const isWhole = (rows: Rows, width: number): boolean =>
  widthOf(rows) <= width && rows.flat().every((cell) => displayWidth(visible(cell)) <= WIDEST);

/**
 * A table that fits into the width, long texts shortened; undefined if there are too many columns.
 * @param whole  columns that are not shortened
 */
export function fitTable(
  rows: Rows,
  width = terminalWidth(),
  whole: readonly number[] = [],
): string[] | undefined {
  const columns = columnsOf(rows, whole);
  const widths = fitted(columns, width);
  return (
    widths &&
    rows.map((_, i) =>
      lineOf(
        columns.map((one) => one.cells[i - 1] ?? one.head),
        widths,
      ),
    )
  );
}

/** A table; where the terminal is too narrow for it, a record for each row, a value a line. */
export const alignColumns = (
  rows: Rows,
  width = terminalWidth(),
  whole: readonly number[] = [],
): string[] => fitTable(rows, width, whole) ?? recordsOf(rows, width);

/**
 * The first of several tables that fits, from the one with all columns to that with the fewest; where
 * none fits, the records of the first.
 */
export function alignFirst(
  tables: readonly [Rows, ...Rows[]],
  width = terminalWidth(),
  whole: readonly number[] = [],
): string[] {
  for (const rows of tables) {
    const lines = fitTable(rows, width, whole);
    if (lines !== undefined) return lines;
  }
  return recordsOf(tables[0], width);
}

/** Some of the columns. */
export const pick = (rows: Rows, columns: readonly number[]): Rows =>
  rows.map((row) => columns.map((j) => row[j]!));

/** Each row as a record: its first cell, and below it the others with their heads. Empty ones are left out. */
function recordsOf([heads = [], ...rows]: Rows, width: number): string[] {
  return rows.flatMap(([title = '', ...cells]) => {
    const pairs = cells.flatMap((cell, j) =>
      cell === '' ? [] : ([[heads[j + 1] ?? '', cell]] as const),
    );
    return recordLines(title, pairs, width);
  });
}

type Pairs = readonly (readonly [name: string, value: string])[];

/**
 * A title, and values below it, one a line behind its name.
 * @param isWhole  texts are wrapped instead of shortened
 */
export function recordLines(
  title: string,
  pairs: Pairs,
  width = terminalWidth(),
  { isWhole = false } = {},
): string[] {
  const shown = pairs.map(([name, value]) => [visible(name), visible(value)] as const);
  const longest = isWhole ? Infinity : WIDEST;
  const room = Math.min(width, WIDEST) - INDENT - GAP;
  const numbers = widest(shown.flatMap(([, value]) => (NUMBER.test(value) ? [value] : [])));
  const values = widest(shown.map(([, value]) => value));
  // A name gives way to a number, and shares the line with a text.
  const needed = Math.max(numbers, Math.min(values, Math.floor(room / 2)));
  const names = widest(shown.map(([name]) => shorten(name, WIDEST)));
  const ofName = Math.max(1, Math.min(names, room - needed));
  const lineOf = (name: string, value: string): string =>
    `${' '.repeat(INDENT)}${pad(name, ofName)}${' '.repeat(GAP)}${value}`.trimEnd();
  const heading = ` ${visible(title)}`;
  return [
    ...(isWhole ? wrap(heading, width, { longest }) : [shorten(heading, Math.min(width, WIDEST))]),
    ...shown.flatMap(([name, value]) => {
      const fits = displayWidth(name) <= ofName && displayWidth(value) <= room - ofName;
      if (fits || !isWhole) return [lineOf(shorten(name, ofName), shorten(value, room - ofName))];
      return [
        ...wrap(' '.repeat(INDENT) + name, width, { longest }),
        ...wrap(' '.repeat(2 * INDENT) + value, width, { longest }),
      ];
    }),
  ];
}

/** Sentences behind their labels, wrapped; on a narrow terminal below them. */
export function alignPairs(pairs: Pairs, width = terminalWidth()): string[] {
  const labels = pairs.map(([label]) => shorten(visible(label), Math.min(WIDEST, width - 1)));
  const ofLabel = widest(labels);
  const room = width - 1 - ofLabel - GAP;
  return pairs.flatMap(([, sentence], i) => {
    if (room < 24) {
      const indent = ' '.repeat(INDENT);
      return [` ${labels[i]!}`, ...wrap(indent + sentence, width)];
    }
    const [first = '', ...rest] = wrap(sentence, room);
    const hang = ' '.repeat(1 + ofLabel + GAP);
    return [` ${pad(labels[i]!, ofLabel)}  ${first}`, ...rest.map((line) => hang + line)].map(
      (line) => line.trimEnd(),
    );
  });
}
