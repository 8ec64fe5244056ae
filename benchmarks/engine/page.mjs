// Writes what figures.json says into the documentation, between its markers:
//   npm run engine:page -w benchmarks [-- --check]
import { freshenPage } from '../fresh.mjs';
import { readFigures, tableOf } from './figures.mjs';

await freshenPage('concepts/concurrency.md', 'engine:page', tableOf(readFigures()));
