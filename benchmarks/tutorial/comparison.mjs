// The trials of a tutorial comparison, as `tune export --format csv` wrote them.
import { readFileSync } from 'node:fs';

/** The run that the tutorial's page shows. */
export const SHOWN = new URL('../../docs/guide/tutorial/comparison.csv', import.meta.url);

/** Complete trials in their order: `{ strategy, number, value, point }`. */
export function comparedTrials(file) {
  const [head, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const names = head.split(',');
  // Only the last column, a reason, can be quoted; it is not read.
  const rows = lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, i) => [name, cells[i]]));
  });
  return rows
    .filter(({ state }) => state === 'complete')
    .map((row) => ({
      strategy: row['strategy'],
      number: Number(row['number']),
      value: Number(row['value']),
      point: { lr: Number(row['params.lr']), dropout2Rate: Number(row['params.dropout2Rate']) },
    }));
}
