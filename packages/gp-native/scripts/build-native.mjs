/**
 * Builds the addon into build/Release with cmake-js.
 *
 * Without cmake or a C++ compiler it prints a warning and succeeds, because the package then uses its WebAssembly
 * build;
 * with --require that is an error. A build that fails is always an error.
 * --tools only prints what is missing. It is part of the cache key, so that installing a compiler triggers a build.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const required = process.argv.includes('--require');

const runs = (command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;

const missing = [];
if (!runs('cmake')) missing.push('cmake');
const compilers = [process.env.CXX, 'c++', 'g++', 'clang++'].filter(Boolean);
if (!compilers.some(runs)) missing.push('a C++17 compiler (g++ or clang++)');

if (process.argv.includes('--tools')) {
  console.log(`missing: ${missing.join(', ') || 'nothing'}`);
  process.exit(0);
}

if (missing.length > 0) {
  const remedy = `install ${missing.join(' and ')} and run \`npm run native -w @tune/gp-native\` to build it`;
  console.warn(
    `gp-native: no native build, because ${missing.join(' and ')} cannot be run; the WebAssembly build will be used instead; ${remedy}.`,
  );
  process.exit(required ? 1 : 0);
}

const cmakeJs = createRequire(import.meta.url).resolve('cmake-js/bin/cmake-js');
const { status, signal, error } = spawnSync(
  process.execPath,
  [cmakeJs, 'compile', '--parallel', String(availableParallelism())],
  { cwd: root, stdio: 'inherit' },
);
if (status !== 0) {
  console.error(
    `gp-native: the native build failed (${error?.message ?? signal ?? `exit code ${status}`}); see the compiler's output above.`,
  );
  process.exit(1);
}
console.log(`gp-native: built ${join('build', 'Release', 'gp_native.node')}`);
