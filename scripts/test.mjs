// `npm test`: types, lint, direction, build and tests. `--full` adds the heavier suites.
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, nx, nxEnv, openly, root, tune } from './steps.mjs';

const full = process.argv.includes('--full');
const node = process.execPath;
const bin = (name, file) => join(root, 'node_modules', name, file);

await ensureInstalled();
await ensureBuilt();

/** Each is run even when one before it failed, so that one run tells all. */
const suites = [
  ['TensorFlow is there', () => tune(['setup'])],
  [
    'the addon is built',
    () => openly(node, [join(root, 'packages/gp-native/scripts/build-native.mjs'), '--require']),
  ],
  [
    'format',
    () =>
      openly(node, [bin('prettier', 'bin/prettier.cjs'), '--check', '--log-level', 'warn', '.']),
  ],
  [
    'lint of scripts and examples',
    () =>
      openly(node, [
        bin('eslint', 'bin/eslint.js'),
        'scripts',
        'examples',
        'site',
        'eslint.config.js',
      ]),
  ],
  [
    'generated pages of the reference are fresh',
    () => openly(node, [join(root, 'scripts', 'generate-reference.mjs'), '--check']),
  ],
  [
    'help of a clone that is not built is fresh',
    () => openly(node, [join(root, 'scripts', 'generate-help.mjs'), '--check']),
  ],
  [
    'page of the installation matrix is fresh',
    () => openly(node, [join(root, 'tests', 'installation', 'page.mjs'), '--check']),
  ],
  [
    'direction of dependencies',
    () =>
      openly(node, [
        bin('dependency-cruiser', 'bin/dependency-cruise.mjs'),
        '--config',
        '.dependency-cruiser.mjs',
        'packages',
        'tests',
        'benchmarks',
      ]),
  ],
  [
    'types, lint and tests of every package',
    () =>
      openly(
        node,
        [nx, 'run-many', '-t', 'lint', 'test', '--output-style=stream', '--nxBail=false'],
        { env: nxEnv },
      ),
  ],
];
if (full) {
  suites.push([
    'heavier suites',
    () =>
      openly(node, [nx, 'run-many', '-t', 'test:full', '--output-style=stream'], { env: nxEnv }),
  ]);
  suites.push([
    'the site is made, and its links lead somewhere',
    () => openly(node, [join(root, 'site', 'build.mjs')]),
  ]);
  for (const version of ['22', '24']) {
    suites.push([
      `Node ${version}`,
      () => openly(node, [join(root, 'scripts', 'other-node.mjs'), version]),
    ]);
  }
}

const failed = [];
for (const [name, run] of suites) {
  process.stdout.write(`\n== ${name}\n`);
  if ((await run()) !== 0) failed.push(name);
}
process.stdout.write(failed.length === 0 ? '' : `\nfailed: ${failed.join(', ')}\n`);
process.stdout.write(
  `\nsuites: ${suites.length - failed.length} passed, ${failed.length} failed\n`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
