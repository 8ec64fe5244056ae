// `npm run tune -- ARGUMENTS`: the tune command of this checkout, set up first where needed.
import { ensureBuilt, ensureInstalled, tune } from './steps.mjs';

await ensureInstalled();
await ensureBuilt();
process.exitCode = await tune(process.argv.slice(2));
