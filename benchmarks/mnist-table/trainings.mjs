// All trainings that the surface rests on: the designed table, and those of the tutorial comparison.
import { existsSync, readFileSync } from 'node:fs';
import { TABLE_FILE } from '@tune/objectives/mnist-table';

/** The comparison of docs/guide/tutorial.md, as `tune export --format csv` gives it. */
const COMPARISON = new URL('../../docs/guide/tutorial/comparison.csv', import.meta.url);

/** Rows of `fitTable`, with what they were trained on: the designed ones first. */
export function trainings() {
  const designed = readFileSync(TABLE_FILE, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .map(({ point, accuracy }) => ({ point, accuracy, backend: 'WebAssembly' }));
  return [...designed, ...(existsSync(COMPARISON) ? compared() : [])];
}

function compared() {
  const [head, ...lines] = readFileSync(COMPARISON, 'utf8').trim().split('\n');
  const names = head.split(',');
  const rows = lines.map((line) => {
    // The last columns hold JSON with commas; what is read here stands before them.
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, i) => [name, cells[i]]));
  });
  return rows
    .filter(({ state }) => state === 'complete')
    .map((row) => ({
      point: { lr: Number(row['lr']), dropout2Rate: Number(row['dropout2Rate']) },
      accuracy: Number(row['value']),
      backend: 'TensorFlow',
    }));
}
