// `npm run compare -- FLAGS`: bayes, grid and random on MNIST; flags given later override.
import { ensureBuilt, ensureInstalled, tune } from './steps.mjs';

await ensureInstalled();
await ensureBuilt();
const flags = process.argv.slice(2);
const strategies = flags.some((flag) => /^--strategies(=|$)/.test(flag))
  ? []
  : ['--strategies', 'bayes,grid,random'];
process.exitCode = await tune(['compare', ...strategies, ...flags]);
