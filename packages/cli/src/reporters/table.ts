import wrapAnsi from 'wrap-ansi';

/** Columns of text, padded to their widest cell; no lines drawn. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, j) => (widths[j] = Math.max(widths[j] ?? 0, cell.length)));
  }
  return rows.map((row) =>
    ` ${row.map((cell, j) => cell.padEnd(widths[j]!)).join('  ')}`.trimEnd(),
  );
}

/** Columns of the terminal; without one, or on one that does not know, lines may be as long as they are. */
export function terminalWidth(): number {
  const { isTTY, columns } = process.stdout;
  return isTTY === true && columns > 0 ? columns : Infinity;
}

/** A sentence on as many lines as it takes. */
export function wrap(sentence: string): string {
  const width = terminalWidth();
  return width === Infinity ? sentence : wrapAnsi(sentence, width);
}

/** A line cut to the terminal: one that wraps breaks both tables and redrawing. */
export function clip(line: string): string {
  const width = terminalWidth();
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}
