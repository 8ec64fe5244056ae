// The tests of every package, and the main ones of the whole command, under another Node:
// `node scripts/other-node.mjs 22`. The binary comes from npm by its hash, into a cache folder of its own.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { cacheFolder } from './cache-folder.mjs';
import { nx, nxEnv, openly, quietly, root } from './steps.mjs';

/** Versions, and the hashes of their npm packages. */
const PINNED = {
  22: {
    version: '22.23.3',
    'linux-x64':
      'sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==',
    'linux-arm64':
      'sha512-l3DAHZreylo+p9QXDtsOrjG2JXJqVzYXnAGmIQNOUNARcMppTO2cmewVQP+36tjJnSE+dzpMNtgW+c3oiDvXtA==',
  },
  24: {
    version: '24.21.0',
    'linux-x64':
      'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    'linux-arm64':
      'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
};

const major = process.argv[2];
const system = `${process.platform}-${process.arch}`;
const integrity = PINNED[major]?.[system];
if (integrity === undefined) {
  const known = Object.keys(PINNED).join(', ');
  process.stderr.write(`Expected one of ${known} on linux, but got ${major} on ${system}.\n`);
  process.exit(2);
}
const { version } = PINNED[major];
const name = `node-${system}`;
const folder = join(cacheFolder(), `node-${version}`);
const binary = join(folder, 'node_modules', name, 'bin', 'node');
const dependencies = { [name]: version };
/** With this lock file, npm compares what it has fetched with the hash. */
const lock = JSON.stringify({
  lockfileVersion: 3,
  requires: true,
  packages: { '': { dependencies }, [`node_modules/${name}`]: { version, integrity } },
});
if (!existsSync(binary) || !hasLock(folder)) {
  mkdirSync(dirname(folder), { recursive: true, mode: 0o700 });
  const partial = mkdtempSync(`${folder}.partial-`);
  writeFileSync(join(partial, 'package.json'), JSON.stringify({ private: true, dependencies }));
  writeFileSync(join(partial, 'package-lock.json'), lock);
  const ci = ['ci', '--ignore-scripts', '--prefix', partial];
  const { code } = await quietly(`Fetching Node ${version}`, 'npm', ci);
  if (code === 0) {
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
  }
  rmSync(partial, { recursive: true, force: true });
  if (code !== 0) process.exit(1);
}
const env = { ...nxEnv, PATH: `${dirname(binary)}${delimiter}${process.env.PATH}` };
const packages = ['run-many', '-t', 'test', '--exclude=@tune/tests,@tune/benchmarks'];
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
// Of the whole command, what depends on Node: processes, signals, files, output.
const commands = [
  'compare',
  'files',
  'interrupt',
  'pool',
  'broken-output',
  'serve.test',
  'extended',
];
const codes = [
  await openly(binary, [nx, ...packages, '--output-style=stream'], { env }),
  await openly(binary, [vitest, 'run', ...commands.map((name) => `cli/${name}`)], {
    env,
    cwd: join(root, 'tests'),
  }),
];
process.exitCode = codes.every((code) => code === 0) ? 0 : 1;

/** Whether the folder was installed by this hash. */
function hasLock(installed) {
  const file = join(installed, 'package-lock.json');
  return existsSync(file) && readFileSync(file, 'utf8') === lock;
}
