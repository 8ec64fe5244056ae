// `npm run change`: asks what was changed and writes it into .changeset, for the next version.
import { ensureInstalled, openly } from '../steps.mjs';
import { commandOf, ensureTools } from './tools.mjs';

await ensureInstalled();
const changeset = commandOf(await ensureTools(), '@changesets/cli', 'bin.js');
process.exitCode = await openly(process.execPath, [changeset, 'add', ...process.argv.slice(2)]);
