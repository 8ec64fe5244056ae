// `npm run release:version` turns the files of .changeset into the next version of all packages, and into an entry of
// CHANGELOG.md. Commit what it changes.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../steps.mjs';
import { changelogWith } from './changelog.mjs';
import { CHANGES, nextVersion, pendingChanges, readChanges } from './changes.mjs';
import { releaseVersion, withVersion } from './versions.mjs';

const changes = readChanges();
if (changes.length === 0) {
  process.stderr.write('There is no change in .changeset: write one with `npm run change`.\n');
  process.exit(1);
}
const before = releaseVersion();
const version = nextVersion(before, changes[0].kind);
const paths = ['ls-files', '*package.json'];
const list = execFileSync('git', paths, { cwd: root, encoding: 'utf8' });
for (const path of list.trim().split('\n')) {
  const file = join(root, path);
  const isOwn = !path.includes('/templates/');
  writeFileSync(file, withVersion(readFileSync(file, 'utf8'), before, version, { isOwn }));
}
const changelog = join(root, 'CHANGELOG.md');
writeFileSync(changelog, changelogWith(readFileSync(changelog, 'utf8'), version, changes));
for (const name of pendingChanges()) rmSync(join(CHANGES, name));
execFileSync('npm', ['install', '--package-lock-only', '--ignore-scripts'], { cwd: root });
process.stdout.write(`Version ${version}; read CHANGELOG.md, then commit.\n`);
