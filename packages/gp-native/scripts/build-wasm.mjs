/**
 * Builds cpp/gp and cpp/wasm into src/wasm/binary.ts, the committed WebAssembly build.
 *
 * --check compares instead of writing. Without clang it only checks that the sources are unchanged since the committed
 * build. With the same clang it builds again and compares the bytes. With another clang the bytes may differ, so it
 * only checks that the sources are unchanged and compile.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const generated = join(root, 'src', 'wasm', 'binary.ts');
const sysroot = process.env.WASI_SYSROOT ?? '/usr';

const files = (directory) =>
  readdirSync(join(root, directory))
    .filter((name) => /\.(cc|h)$/.test(name))
    .sort()
    .map((name) => `${directory}/${name}`);
const read = [...files('cpp/gp'), ...files('cpp/wasm')];
/** Excludes the files for other processors. */
const compiled = read.filter((path) => path.endsWith('.cc') && !/isa_(avx|neon)/.test(path));

// The flags of CMakeLists.txt, plus 128-bit vectors.
const flags = [
  ...['--target=wasm32-wasi', '-msimd128', '-std=c++17', '-O3', '-Wall', '-Wextra', '-Werror'],
  ...['-fno-math-errno', '-fno-trapping-math', '-ffp-contract=off', '-fno-exceptions', '-fno-rtti'],
  ...['-fvisibility=hidden', '-ffunction-sections', '-nostdlib'],
];
const linking = [
  ...['-lc', '-lm', '-Wl,--no-entry', '-Wl,--gc-sections', '-Wl,--stack-first'],
  ...['-Wl,--compress-relocations', '-Wl,--strip-all'],
];

const sources = createHash('sha256')
  .update([...flags, ...linking].join(' '))
  .update(read.map((path) => `${path}\n${readFileSync(join(root, path), 'utf8')}`).join('\n'))
  .digest('hex');

const check = process.argv.includes('--check');
const compiler = findCompiler();
if (check) checkFresh();
else write();

function checkFresh() {
  const committed = existsSync(generated) ? readFileSync(generated, 'utf8') : '';
  const made = (name) => committed.match(new RegExp(`^ \\* ${name}: (.*)$`, 'm'))?.[1];
  if (made('sources') !== sources) {
    fail('src/wasm/binary.ts is out of date; run `npm run wasm -w @tune/gp-native`');
  }
  if (compiler === undefined) {
    console.log(
      `gp-native: the WebAssembly build is up to date with its sources; ${missingTools()}`,
    );
    return;
  }
  if (made('compiler') !== compiler) {
    build();
    console.log(
      `gp-native: the WebAssembly build is up to date and its sources compile; bytes are not compared, because it was made by ${made('compiler')} and this is ${compiler}.`,
    );
  } else if (!bytesOf(committed).equals(build())) {
    fail(
      'src/wasm/binary.ts differs from a build of its sources; run `npm run wasm -w @tune/gp-native`',
    );
  } else {
    console.log('gp-native: the WebAssembly build is up to date, byte for byte.');
  }
}

function write() {
  if (compiler === undefined) fail(missingTools());
  const bytes = build();
  writeFileSync(generated, text(bytes));
  console.log(`gp-native: built src/wasm/binary.ts, ${bytes.length} bytes of WebAssembly`);
}

function build() {
  const directory = mkdtempSync(join(tmpdir(), 'gp-wasm-'));
  try {
    const output = join(directory, 'gp.wasm');
    const include = ['-isystem', cxxHeaders(), '-isystem', `${sysroot}/include/wasm32-wasi`];
    const args = [...flags, ...include, ...compiled, `-L${sysroot}/lib/wasm32-wasi`, ...linking];
    const { status } = spawnSync('clang++', [...args, '-o', output], {
      cwd: root,
      stdio: 'inherit',
    });
    if (status !== 0) fail('clang++ failed, see above');
    const bytes = readFileSync(output);
    const { Module } = globalThis.WebAssembly;
    const needs = Module.imports(new Module(bytes));
    // The module must not import anything: browsers have no WASI.
    if (needs.length > 0) fail(`the module imports ${needs.map(({ name }) => name).join(', ')}`);
    return bytes;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function text(bytes) {
  return `/**
 * The WebAssembly build of cpp/gp, made by scripts/build-wasm.mjs; do not edit.
 * Text loads in the same way in Node, in browsers and through bundlers, synchronously and without a request. It is
 * compressed (raw DEFLATE): the text of the bytes themselves would take half as much again, also after a server's gzip.
 *
 * compiler: ${compiler}
 * sources: ${sources}
 */
export const size = ${bytes.length};
export const deflated: string =
  '${deflateRawSync(bytes, { level: 9, memLevel: 9 }).toString('base64')}';
`;
}

/** What a committed text contains. Versions of Node compress differently, so that texts are not compared. */
function bytesOf(committed) {
  const [, deflated] = committed.match(/^ {2}'([A-Za-z0-9+/=]+)';$/m);
  return inflateRawSync(Buffer.from(deflated, 'base64'));
}

/** The first line of clang's version; undefined if clang, the linker or the C and C++ libraries are missing. */
function findCompiler() {
  const { status, stdout } = spawnSync('clang++', ['--version'], { encoding: 'utf8' });
  const linker = spawnSync('wasm-ld', ['--version'], { stdio: 'ignore' }).status;
  if (status !== 0 || linker !== 0 || cxxHeaders() === undefined) return undefined;
  return existsSync(`${sysroot}/lib/wasm32-wasi/libc.a`) ? stdout.split('\n')[0] : undefined;
}

/** libc++ is installed with clang's own libraries, or in the sysroot. */
function cxxHeaders() {
  const { stdout } = spawnSync('clang++', ['-print-resource-dir'], { encoding: 'utf8' });
  const candidates = [
    join(stdout?.trim() ?? '', '..', '..', '..', 'include', 'wasm32-wasi', 'c++', 'v1'),
    `${sysroot}/include/wasm32-wasi/c++/v1`,
  ];
  return candidates.find((candidate) => existsSync(join(candidate, 'cmath')));
}

function missingTools() {
  return 'to rebuild it, install clang, lld, wasi-libc and libc++ for wasm32 (Debian: clang lld wasi-libc libc++-dev-wasm32).';
}

function fail(message) {
  console.error(`gp-native: ${message}.`);
  process.exit(1);
}
