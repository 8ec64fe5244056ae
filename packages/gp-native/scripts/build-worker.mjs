/**
 * Bundles src/wasm/worker.ts into src/wasm/worker-source.ts, the committed program of the workers: as a text it starts
 * in Node, in browsers and from any bundle.
 *
 * --check compares instead of writing.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const generated = join(root, 'src', 'wasm', 'worker-source.ts');

const [{ output }] = await build({
  ...{ root, configFile: false, logLevel: 'warn' },
  build: {
    ...{ write: false, minify: true, target: 'es2022' },
    lib: { entry: join(root, 'src', 'wasm', 'worker.ts'), formats: ['iife'], name: 'gp' },
  },
});
const [{ code }] = output;
const text = `/**
 * The program of the workers, src/wasm/worker.ts, bundled by scripts/build-worker.mjs; do not edit.
 */
export const workerSource: string =
  ${JSON.stringify(code.trim())};
`;
if (!process.argv.includes('--check')) {
  writeFileSync(generated, text);
  console.log(`gp-native: built src/wasm/worker-source.ts, ${code.length} characters`);
} else if (readFileSync(generated, 'utf8') !== text) {
  console.error(
    'gp-native: src/wasm/worker-source.ts is out of date; run `npm run worker -w @tune/gp-native`.',
  );
  process.exit(1);
} else {
  console.log('gp-native: the program of the workers is up to date.');
}
