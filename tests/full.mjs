// The heavier suites: `npm run test:full -w tests`; `-- --soak` for hours of the same; `-- NAME ...` for some of them.
// Each is run even when one before it failed, so that one run tells all.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** Arguments of node by name; names with the same beginning are variants of one suite. */
const FULL = {
  vitest: '../node_modules/vitest/vitest.mjs run --config vitest.full.config.ts',
  matrix: 'installation/run.mjs --release',
  create: '--test projects/create.test.mjs',
  examples: '--test projects/examples.test.mjs',
  site: '--test site/playground.test.mjs',
  chaos: 'faults/chaos/run.mjs --trials 300',
  workers: 'faults/workers.mjs --short',
  children: 'faults/children.mjs --count 2000',
  objectives: 'faults/objectives.mjs --every 4',
  misbehaving: 'faults/misbehaving.mjs --count 900',
  'misbehaving-strategies': 'faults/misbehaving-strategies.mjs --count 8',
  'kill-main': 'faults/kill-main.mjs --kills 12 --trials 60',
  'kill-main-parallel': 'faults/kill-main.mjs --kills 6 --trials 40 --parallel 4',
  'kill-main-pairs': 'faults/kill-main.mjs --kills 6 --trials 30 --pairs',
  views: 'faults/views.mjs --kills 12',
  'views-pairs': 'faults/views.mjs --kills 6 --pairs',
  'power-cut': 'faults/power-cut.mjs --count 60 --resumes 4 --trials 30',
  imports: 'faults/imports.mjs --count 1000 --commands 4 --kills 2',
  names: 'faults/names.mjs --count 20',
  soak: 'faults/soak.mjs --count 1000 --trials 5000 --pools 10',
  storage: 'faults/storage.mjs',
  programs: 'faults/programs.mjs --count 40',
  contenders: 'faults/contenders.mjs',
  setup: 'faults/setup.mjs --count 10',
  'narrow-spaces': 'faults/narrow-spaces.mjs --count 12',
  load: '--expose-gc faults/load.mjs --trials 20000 --seconds 2',
  optuna: 'faults/optuna.mjs',
  'serve-lines': 'faults/serve-lines.mjs --count 1500',
};

const SOAK = {
  setup: 'faults/setup.mjs',
  'narrow-spaces': 'faults/narrow-spaces.mjs',
  programs: 'faults/programs.mjs --count 1000',
  contenders: 'faults/contenders.mjs',
  chaos: 'faults/chaos/run.mjs',
  workers: 'faults/workers.mjs',
  children: 'faults/children.mjs',
  objectives: 'faults/objectives.mjs',
  misbehaving: 'faults/misbehaving.mjs',
  'misbehaving-strategies': 'faults/misbehaving-strategies.mjs --count 200',
  'kill-main': 'faults/kill-main.mjs',
  'kill-main-parallel': 'faults/kill-main.mjs --parallel 4 --trials 100',
  'kill-main-pairs': 'faults/kill-main.mjs --pairs --trials 100',
  views: 'faults/views.mjs',
  'views-pairs': 'faults/views.mjs --pairs',
  'power-cut': 'faults/power-cut.mjs',
  imports: 'faults/imports.mjs',
  names: 'faults/names.mjs',
  soak: 'faults/soak.mjs',
  'serve-lines': 'faults/serve-lines.mjs',
  load: '--expose-gc faults/load.mjs --judge',
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { soak: { type: 'boolean', default: false } },
});
const suites = values.soak ? SOAK : FULL;
const unknown = positionals.filter((name) => !Object.hasOwn(suites, name));
if (unknown.length > 0) {
  console.error(
    `Unknown suite ${unknown.join(', ')}; expected: ${Object.keys(suites).join(', ')}.`,
  );
  process.exit(2);
}
const names = positionals.length > 0 ? positionals : Object.keys(suites);

// Ctrl-C reaches the suite that runs too; the ones after it are not begun.
let interrupted = false;
process.on('SIGINT', () => (interrupted = true));
process.on('SIGTERM', () => {
  interrupted = true;
  running?.kill('SIGTERM');
});
let running;

const runNode = (args) =>
  new Promise((resolve) => {
    running = spawn(process.execPath, args, { cwd: folder, stdio: 'inherit' });
    running.once('error', () => resolve(1));
    running.once('close', (code) => resolve(code ?? 1));
  });

const results = [];
for (const name of names) {
  if (interrupted) break;
  console.log(`\n== ${name}: node ${suites[name]}`);
  const began = performance.now();
  const code = await runNode(suites[name].split(' '));
  results.push({ name, code, seconds: (performance.now() - began) / 1000 });
}
console.log('\n| suite | seconds | result |\n| --- | ---: | --- |');
for (const { name, code, seconds } of results) {
  const result = code === 0 ? 'ok' : `FAILED (exit code ${code})`;
  console.log(`| ${name} | ${seconds.toFixed(0)} | ${result} |`);
}
const failed = results.filter(({ code }) => code !== 0).map(({ name }) => name);
console.log(failed.length === 0 ? '' : `\nfailed: ${failed.join(', ')}`);
console.log(`\nsuites: ${results.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = interrupted ? 130 : failed.length > 0 ? 1 : 0;
