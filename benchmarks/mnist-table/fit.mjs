/**
 * Fits the surface to the measurements, writes the file that `mnist-table` reads, and updates the figures of its page.
 *
 *   npm run mnist-table:fit -w benchmarks [-- --check]
 */
import { fileURLToPath } from 'node:url';
import { fitTable, SURFACE_FILE } from '@tune/objectives/mnist-table';
import { freshen, freshenPage } from '../fresh.mjs';
import { figures } from './figures.mjs';
import { trainings } from './trainings.mjs';

const rows = trainings();
const surface = fitTable(rows);
const command = 'mnist-table:fit';
freshen(fileURLToPath(SURFACE_FILE), `${JSON.stringify(surface, null, 2)}\n`, command);
await freshenPage('concepts/mnist-table.md', command, figures(rows, surface));
