// The tests of every package under another Node: `node scripts/other-node.mjs 22`. The binary comes
// from npm, into a cache folder of its own.
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { nx, nxEnv, openly, quietly } from './steps.mjs';

const PINNED = { 22: '22.23.3', 24: '24.21.0' };
const major = process.argv[2];
const version = PINNED[major];
if (version === undefined) {
  process.stderr.write(`Expected one of ${Object.keys(PINNED).join(', ')}, but got ${major}.\n`);
  process.exit(2);
}
const name = `node-${process.platform}-${process.arch}`;
const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
const folder = join(cache, 'tune', `node-${version}`);
const binary = join(folder, 'node_modules', name, 'bin', 'node');
if (!existsSync(binary)) {
  mkdirSync(folder, { recursive: true });
  const { code } = await quietly(`Fetching Node ${version}`, 'npm', [
    'install',
    '--prefix',
    folder,
    '--no-save',
    `${name}@${version}`,
  ]);
  if (code !== 0) process.exit(1);
}
const env = { ...nxEnv, PATH: `${dirname(binary)}${delimiter}${process.env.PATH}` };
process.exitCode = await openly(binary, [nx, 'run-many', '-t', 'test', '--output-style=stream'], {
  env,
});
