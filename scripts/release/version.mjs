// `npm run release:version` turns the files of .changeset into the next version of all packages, and into an entry of
// CHANGELOG.md. Commit what it changes.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, openly, root } from '../steps.mjs';
import { changelogWith } from './changelog.mjs';
import { CHANGES, pendingChanges } from './changes.mjs';
import { manifestOf } from './packages.mjs';
import { commandOf, ensureTools } from './tools.mjs';

await ensureInstalled();
const names = pendingChanges();
if (names.length === 0) {
  process.stderr.write('There is no change in .changeset: write one with `npm run change`.\n');
  process.exit(1);
}
const changes = names.map((name) => readFileSync(join(CHANGES, name), 'utf8'));
const changeset = commandOf(await ensureTools(), '@changesets/cli', 'bin.js');
if ((await openly(process.execPath, [changeset, 'version'])) !== 0) process.exit(1);

const { version } = manifestOf(join(root, 'packages', 'core'));
for (const folder of ['.', 'tests', 'benchmarks']) {
  const file = join(root, folder, 'package.json');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(/"version": "[^"]+"/, `"version": "${version}"`));
}
const changelog = join(root, 'CHANGELOG.md');
writeFileSync(changelog, changelogWith(readFileSync(changelog, 'utf8'), version, changes));
execFileSync('npm', ['install', '--package-lock-only', '--ignore-scripts'], { cwd: root });
process.stdout.write(`Version ${version}; read CHANGELOG.md, then commit.\n`);
