// `npm run tune -- ARGUMENTS`: the tune command of this checkout, set up first where needed.
import { asksForText, canRun, committedText } from './help.mjs';
import { ensureBuilt, ensureInstalled, tune } from './steps.mjs';

const argv = process.argv.slice(2);
if (asksForText(argv) && !canRun()) {
  process.stdout.write(committedText(argv));
} else {
  // A text is not worth a build.
  if (!asksForText(argv)) {
    await ensureInstalled();
    await ensureBuilt();
  }
  process.exitCode = await tune(argv);
}
