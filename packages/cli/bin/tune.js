#!/usr/bin/env node
// Committed as it is, so that npm links the command before anything is built.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const built = (file) => new URL(`../dist/${file}.js`, import.meta.url);
const argv = process.argv.slice(2);
if (!existsSync(built('main'))) {
  // Only in a clone.
  const { asksForText, committedText } = await import('../../../scripts/help.mjs');
  if (asksForText(argv)) {
    process.stdout.write(committedText(argv));
  } else {
    process.stderr.write('tune: it is not built yet; in the repository, npm run tune builds it.\n');
    process.exitCode = 1;
  }
} else {
  const { isToBeSupervised, supervise } = await import(built('process/supervisor').href);
  if (isToBeSupervised(argv, process)) {
    process.exitCode = await supervise(fileURLToPath(import.meta.url), argv);
  } else {
    const { connectToSupervisor } = await import(built('process/signals').href);
    connectToSupervisor();
    const { guardExit } = await import(built('process/exit-guard').href);
    const release = guardExit();
    const { main } = await import(built('main').href);
    process.exitCode = await main(argv);
    release();
  }
  // Handles that an objective left open would keep the process alive; exit once the output is written.
  process.stdout.write('', () => process.exit());
}
