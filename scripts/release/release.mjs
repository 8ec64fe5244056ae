// `npm run release -- --dry-run` checks and packs everything, and says what would be published. Without --dry-run it is
// published.
//
//   --to FOLDER          where the tarballs are put (default: a temporary folder)
//   --platforms FOLDER   platform packages from other machines
//   --yes                publish without a question
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { ensureBuilt, ensureInstalled } from '../steps.mjs';
import { obstacles } from './obstacles.mjs';
import { lintFaults } from './lint.mjs';
import { publishedPackages } from './packages.mjs';
import { publishAll } from './publish.mjs';
import { bundleSizes, sizeFaults } from './sizes.mjs';
import { packAll } from './tarballs.mjs';
import { ensureTools } from './tools.mjs';
import { changelogFaults, fieldFaults, releaseVersion, versionFaults } from './versions.mjs';

const { values } = parseArgs({
  options: {
    'dry-run': { type: 'boolean', default: false },
    to: { type: 'string' },
    platforms: { type: 'string' },
    yes: { type: 'boolean', default: false },
  },
});
const dry = values['dry-run'];
const say = (line = '') => process.stdout.write(`${line}\n`);

function stopAt(faults) {
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.stderr.write(`\n${faults.length} faults; nothing was published.\n`);
  process.exit(1);
}

await ensureInstalled();
await ensureBuilt();
const tools = await ensureTools();
const clone = publishedPackages();
const faults = [...versionFaults(clone), ...fieldFaults(clone), ...changelogFaults()];

const folder = values.to ?? mkdtempSync(join(tmpdir(), 'tune-release-'));
const tarballs = await packAll(folder, { platforms: values.platforms });
faults.push(...tarballs.flatMap((tarball) => tarball.faults));
for (const tarball of tarballs) faults.push(...(await lintFaults(tools, tarball)));
const sizes = await bundleSizes(tools, tarballs);
faults.push(...sizeFaults(sizes));

const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
say(`Version ${releaseVersion()}, in the order of publishing:`);
for (const { name, size, unpackedSize, entryCount } of tarballs) {
  say(
    `  ${name.padEnd(32)} ${kB(size).padStart(9)}  ${kB(unpackedSize).padStart(10)} in ${entryCount} files`,
  );
}
say(`\nFor browsers, minified, after gzip:`);
for (const { name, bytes, limit, goal } of sizes) {
  const aim = goal === undefined || bytes <= goal ? '' : `, goal ${kB(goal)}`;
  say(`  ${name.padEnd(32)} ${kB(bytes).padStart(9)}  limit ${kB(limit)}${aim}`);
}
say(`\nThe tarballs are in ${folder}.`);
if (faults.length > 0) stopAt(faults);

const open = obstacles({ platforms: values.platforms !== undefined });
if (dry) {
  if (open.length > 0)
    say(`\nBefore it can be published:\n${open.map((line) => `  ${line}`).join('\n')}`);
  say('\nDry run: all checks passed, nothing was published.');
} else {
  if (open.length > 0) stopAt(open);
  if (!values.yes) {
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    const answer = await terminal.question(
      `\nPublish these ${tarballs.length} packages? (yes/no) `,
    );
    terminal.close();
    if (answer.trim() !== 'yes') stopAt(['Not confirmed.']);
  }
  process.exitCode = (await publishAll(tarballs)) ? 0 : 1;
}
