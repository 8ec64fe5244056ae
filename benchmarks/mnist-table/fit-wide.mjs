/**
 * Computes how well the wide table predicts, writes the file that `mnist-table` reads with it, and updates the figures
 * of its page.
 *
 *   npm run mnist-table-wide:fit -w benchmarks [-- --check]
 */
import { fileURLToPath } from 'node:url';
import { readTrainings, WIDE_FIT_FILE, wideFitOf } from '@tune/objectives/mnist-table';
import { freshen, freshenPage } from '../fresh.mjs';
import { wideFigures } from './wide-figures.mjs';

const table = readTrainings();
const fit = wideFitOf(table.trainings);
const command = 'mnist-table-wide:fit';
freshen(fileURLToPath(WIDE_FIT_FILE), `${JSON.stringify(fit, null, 2)}\n`, command);
await freshenPage('concepts/mnist-table.md', command, wideFigures(table, fit));
