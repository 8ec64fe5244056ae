// Writes the tables of overhead.json into the documentation, between its markers:
//   npm run suggestion:page -w benchmarks [-- --check]
import { freshenPage } from '../fresh.mjs';
import { overheadTables, readOverhead } from './overhead-tables.mjs';

await freshenPage('concepts/bayes.md', 'suggestion:page', overheadTables(readOverhead()));
