/**
 * Builds wasm/kernels.wasm, which is committed, so that users need no compiler. kernels.wasm.json has
 * the hashes of sources and binary, so that a test can tell when it is out of date.
 *
 *   node scripts/build-wasm.mjs            clang++ and wasm-ld (Debian: apt-get install clang lld)
 *   CLANG=clang++-14 node scripts/build-wasm.mjs
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'wasm');
const output = join(folder, 'kernels.wasm');

const FLAGS = [
  ...['--target=wasm32', '-O3', '-std=c++17', '-nostdlib', '-fno-exceptions', '-fno-rtti'],
  ...['-msimd128', '-mbulk-memory', '-mmutable-globals', '-fno-math-errno', '-ffp-contract=off'],
  ...['-Wall', '-Wextra', '-Werror'],
];

const sources = readdirSync(folder)
  .filter((name) => /\.(cc|h)$/.test(name))
  .sort();

/** Hash of everything that the result depends on but the compiler. */
export function sourcesHash() {
  const hash = createHash('sha256').update(FLAGS.join(' '));
  for (const name of sources) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest('hex');
}

/** The functions that JavaScript calls: those inside `extern "C"`. */
function exported() {
  return sources.flatMap((name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const [, inside = ''] = text.split('extern "C" {');
    return Array.from(inside.matchAll(/^(?:void|int) (\w+)\(/gm), ([, symbol]) => symbol);
  });
}

function build() {
  const compiler = process.env.CLANG ?? 'clang++';
  const link = ['--no-entry', '--import-memory', '--strip-all', '--export=__stack_pointer'];
  const exports = exported().map((name) => `--export=${name}`);
  const { status, error, stderr } = spawnSync(
    compiler,
    [
      ...FLAGS,
      ...[...link, ...exports].map((flag) => `-Wl,${flag}`),
      ...sources.filter((name) => name.endsWith('.cc')),
      ...['-o', output],
    ],
    { cwd: folder, encoding: 'utf8' },
  );
  if (status !== 0) {
    console.error(error === undefined ? stderr : `${compiler} cannot be started: ${error.message}`);
    process.exit(1);
  }
  const { stdout } = spawnSync(compiler, ['--version'], { encoding: 'utf8' });
  const binary = createHash('sha256').update(readFileSync(output)).digest('hex');
  const made = { sources: sourcesHash(), binary, compiler: stdout.split('\n')[0] };
  writeFileSync(`${output}.json`, `${JSON.stringify(made, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build();
