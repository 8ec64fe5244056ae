// Packs every package exactly as it is published, the addon of this machine too, and writes FOLDER/tarballs.json:
// name -> file. To put the packages of a clone into a project:
//
//   node scripts/release/pack.mjs FOLDER [PLATFORMS]
//
// PLATFORMS: a folder of platform packages from other machines.
import { ensureBuilt, ensureInstalled } from '../steps.mjs';
import { hasAddon } from './platform.mjs';
import { packAll } from './tarballs.mjs';

const [folder, platforms] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Expected a folder: node scripts/release/pack.mjs FOLDER [PLATFORMS]\n');
  process.exit(2);
}
await ensureInstalled();
await ensureBuilt();
if (!hasAddon()) {
  process.stderr.write(
    'No addon has been built here (cmake and a C++17 compiler are needed): its package is not among the tarballs.\n',
  );
}
const tarballs = await packAll(folder, { platforms });
for (const { name, size, file } of tarballs) {
  process.stdout.write(`${name}  ${(size / 1000).toFixed(1)} kB  ${file}\n`);
}
