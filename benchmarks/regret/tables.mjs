// Markdown tables and short figures.

/** A regret or p in two digits: 0.0042, 1.3e-5, 610. */
export const show = (value) => {
  if (value === undefined) return '-';
  if (value === Infinity) return 'none valid';
  if (value === 0) return '0';
  const rounded = Number(value.toPrecision(2));
  if (rounded >= 0.001 && rounded < 1e5) return String(rounded);
  return rounded.toExponential().replace('e+', 'e');
};

/** An average rank and its interval: 2.11 (1.65 .. 2.60). */
export const showRank = ({ rank, low, high }) =>
  `${rank.toFixed(2)} (${low.toFixed(2)} .. ${high.toFixed(2)})`;

export function table(rows) {
  const widths = rows[0].map((_, j) => Math.max(3, ...rows.map((row) => row[j].length)));
  const line = (row) => `| ${row.map((cell, j) => cell.padEnd(widths[j])).join(' | ')} |`;
  const [head, ...rest] = rows;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(head), rule, ...rest.map(line)].join('\n');
}

/** A table of aims, measurements and whether each aim holds (a boolean). */
export const aimTable = (rows) =>
  table([
    ['what', 'aim', 'measured', 'holds'],
    ...rows.map(([what, aim, measured, holds]) => [what, aim, measured, holds ? 'yes' : 'no']),
  ]);
