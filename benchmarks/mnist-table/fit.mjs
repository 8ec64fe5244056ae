/**
 * Fits what is measured, writes what `mnist-table` reads, and brings the figures of its page up to date.
 *
 *   npm run mnist-table:fit -w benchmarks [-- --check]
 *
 * `--check` writes nothing, and ends with 1 where something is not fresh.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fitTable, SURFACE_FILE } from '@tune/objectives/mnist-table';
import { figures } from './figures.mjs';
import { trainings } from './trainings.mjs';

const [BEGIN, END] = ['<!-- figures -->', '<!-- end of figures -->'];
const page = new URL('../../docs/concepts/mnist-table.md', import.meta.url);

const rows = trainings();
const surface = fitTable(rows);
const text = readFileSync(page, 'utf8');
const [before, after] = [text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)];
const files = [
  [SURFACE_FILE, `${JSON.stringify(surface, null, 2)}\n`],
  [page, `${text.slice(0, before)}\n\n${figures(rows, surface)}\n\n${text.slice(after)}`],
];
for (const [file, fresh] of files) {
  if (existsSync(file) && readFileSync(file, 'utf8') === fresh) continue;
  console.log(
    `${fileURLToPath(file)} ${process.argv.includes('--check') ? 'is not fresh' : 'written'}`,
  );
  if (process.argv.includes('--check')) process.exitCode = 1;
  else writeFileSync(file, fresh);
}
