/** Columns of text, padded to their widest cell; no lines drawn. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, j) => (widths[j] = Math.max(widths[j] ?? 0, cell.length)));
  }
  return rows.map((row) =>
    ` ${row.map((cell, j) => cell.padEnd(widths[j]!)).join('   ')}`.trimEnd(),
  );
}
