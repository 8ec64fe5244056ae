/**
 * The slow checks of the C++ code, each in its own process: the library under sanitizers and valgrind, its speed
 * against a plain loop, the addon under sanitizers with random arguments, worker threads, and memory over 10,000 asks.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = (name) => join(root, 'build', name);
const node = process.execPath;
const script = (name) => join(root, 'scripts', name);
const require = createRequire(import.meta.url);
const cmakeJs = require.resolve('cmake-js/bin/cmake-js');

const quiet = ['ignore', 'ignore', 'inherit'];

const checks = [
  ['the library under AddressSanitizer and UndefinedBehaviorSanitizer', sanitized],
  ['the library under valgrind', valgrind],
  ['the factor against a plain loop', speed],
  ['the addon under sanitizers, with random calls', sanitizedAddon],
  ['worker threads terminated during a fit, 50 times', workers],
  ['memory over 10,000 asks', () => run(node, ['--expose-gc', script('soak-memory.mjs')])],
];
const failed = [];
for (const [name, check] of checks) {
  console.log(`\n-- ${name}`);
  if (!check()) failed.push(name);
}
for (const name of failed) console.error(`failed: ${name}`);
process.exitCode = failed.length === 0 ? 0 : 1;

function sanitized() {
  return (
    cmake('sanitize', ['-DGP_SANITIZE=ON', '-DCMAKE_BUILD_TYPE=Debug'], 'gp_test') &&
    run(join(folder('sanitize'), 'gp_test'), [])
  );
}

function valgrind() {
  const options = [
    '--quiet',
    '--error-exitcode=9',
    '--leak-check=full',
    '--errors-for-leak-kinds=all',
  ];
  return (
    cmake('tests', ['-DCMAKE_BUILD_TYPE=Release'], 'gp_test') &&
    run('valgrind', [...options, join(folder('tests'), 'gp_test'), 'quick'])
  );
}

function speed() {
  return (
    cmake('tests', ['-DCMAKE_BUILD_TYPE=Release'], 'speed_test') &&
    run(join(folder('tests'), 'speed_test'), [])
  );
}

function sanitizedAddon() {
  const built = run(node, [
    cmakeJs,
    'compile',
    ...['--out', folder('sanitize-addon'), '--CDGP_SANITIZE=ON', '--debug', '--parallel', '2'],
  ]);
  if (!built) return false;
  const addon = join(folder('sanitize-addon'), 'Debug', 'gp_native.node');
  const libraries = ['libasan.so', 'libubsan.so'].map((name) =>
    spawnSync('g++', [`-print-file-name=${name}`], { encoding: 'utf8' }).stdout.trim(),
  );
  const env = {
    ...process.env,
    LD_PRELOAD: libraries.join(' '),
    // Node itself leaks at exit; random sizes may be too large to allocate.
    ASAN_OPTIONS: 'detect_leaks=0:allocator_may_return_null=1',
  };
  return run(node, [script('fuzz-addon.mjs'), addon], { env });
}

function workers() {
  // vitest.mjs is not among the exports of the package.
  const vitest = join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs');
  const env = { ...process.env, GP_WORKER_ROUNDS: '50' };
  return run(node, [vitest, 'run', 'src/worker.test.ts'], { env });
}

function cmake(name, options, target) {
  const where = folder(name);
  return (
    run('cmake', ['-S', root, '-B', where, '-DGP_TESTS=ON', ...options], { stdio: quiet }) &&
    run('cmake', ['--build', where, '--parallel', '2', '--target', target], { stdio: quiet })
  );
}

function run(command, args, options = {}) {
  const { status, signal, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    ...options,
  });
  if (status === 0) return true;
  console.error(
    `test-full: ${command} failed (${error?.message ?? signal ?? `exit code ${status}`}).`,
  );
  return false;
}
