#!/usr/bin/env node
// Committed as it is, so that npm links the command before anything is built.
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (!existsSync(main)) {
  process.stderr.write('tune: it is not built yet. In the repository: npm run tune -- --help\n');
  process.exitCode = 1;
} else {
  const { main: run } = await import(main.href);
  process.exitCode = await run(process.argv.slice(2));
  // Handles that an objective left open would keep the process alive; exit once the output is written.
  process.stdout.write('', () => process.exit());
}
