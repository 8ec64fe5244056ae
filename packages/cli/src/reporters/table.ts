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

/** Columns of the terminal; Infinity without a terminal, or if it does not tell. */
export function terminalWidth(): number {
  const { isTTY, columns } = process.stdout;
  return isTTY === true && columns > 0 ? columns : Infinity;
}

/** A sentence, wrapped at the width of the terminal. */
export function wrap(sentence: string): string {
  const width = terminalWidth();
  return width === Infinity ? sentence : wrapAnsi(sentence, width);
}

/** A line cut to the terminal: one that wraps breaks both tables and redrawing. */
export function clip(line: string): string {
  const width = terminalWidth();
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}
