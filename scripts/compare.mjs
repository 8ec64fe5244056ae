// `npm run compare -- FLAGS`: what `tune compare` does without flags is bayes, grid and random on MNIST.
import { ensureBuilt, ensureInstalled, tune } from './steps.mjs';

await ensureInstalled();
await ensureBuilt();
process.exitCode = await tune(['compare', ...process.argv.slice(2)]);
