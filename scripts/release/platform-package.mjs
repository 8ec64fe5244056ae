// Lays out the platform package of this machine, for a release that is made on another one:
//
//   node scripts/release/platform-package.mjs FOLDER
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { ensureBuilt, ensureInstalled } from '../steps.mjs';
import { hasAddon, stagePlatform } from './platform.mjs';
import { repositoryPage } from './repository.mjs';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Expected a folder: node scripts/release/platform-package.mjs FOLDER\n');
  process.exit(2);
}
await ensureInstalled();
await ensureBuilt();
if (!hasAddon()) {
  process.stderr.write('No addon could be built here: cmake and a C++17 compiler are needed.\n');
  process.exit(1);
}
mkdirSync(folder, { recursive: true });
const directory = await stagePlatform(resolve(folder), { repository: repositoryPage() });
process.stdout.write(`${directory}\n`);
