// Kills set-ups of TensorFlow with kill -9 at random moments, several at once, and damages what they left:
//   node tests/faults/setup.mjs [--count 200] [--seed 1]
// pip is a script that copies a small wheel slowly; everything else is real. After each round a set-up must
// succeed by itself. It is a fault if two were at work at once, if something incomplete was ever found in
// the place of a finished release, or if anything is left behind.
import { execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createRng } from '@tune/core/plugin';
import { createJiti } from 'jiti';

const sources = new URL('../../packages/objectives/src/mnist/tensorflow/', import.meta.url);
const jiti = createJiti(import.meta.url);
const load = (name) => jiti.import(fileURLToPath(new URL(`${name}.ts`, sources)));
const { FAKE_WHEEL, FAKE_WHEELS } = await load('fake-index.test-util');
const { provideWith } = await load('provide');

if (process.argv[2] === 'set-up') {
  await setUp();
  process.exit();
}

const { values } = parseArgs({
  options: { count: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
});
const [count, seed] = [Number(values.count), Number(values.seed)];
const rng = createRng(seed);
const home = mkdtempSync(join(tmpdir(), 'tune-setup-'));
const cache = join(home, '.cache', 'tune');
const journal = join(home, 'journal');
const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
  encoding: 'utf8',
}).trim();
mkdirSync(join(home, 'bin'));
writeFileSync(join(home, 'the.whl'), FAKE_WHEEL);
command('python3', [
  'case "$*" in',
  '*--version) echo "pip 26.0";;',
  '*download*) for i in 1 2 3 4 5 6; do head -c 100000 "$HOME/the.whl" >> "tmp/part"; sleep 0.02; done',
  '  cp "$HOME/the.whl" .;;',
  `*) exec "${python}" "$@";;`,
  'esac',
]);
for (const name of ['cmake', 'c++', 'make']) command(name, ['exit 0']);

function command(name, lines) {
  const file = join(home, 'bin', name);
  writeFileSync(file, `#!/bin/sh\n${lines.join('\n')}\n`);
  chmodSync(file, 0o755);
}

/** In a process of its own: one set-up, whose step of building says when it begins and ends. */
async function setUp() {
  const { HOME } = process.env;
  const note = (what) => appendFileSync(join(HOME, 'journal'), `${process.pid} ${what}\n`);
  const recipe = {
    wheels: () => FAKE_WHEELS,
    build: async (folder) => {
      note('begin');
      await sleep(60);
      mkdirSync(join(folder, 'binding'));
      writeFileSync(join(folder, 'binding', 'tfjs_binding.node'), 'the binding');
      note('end');
    },
    check: async () => '2.19.1',
  };
  // The rest is loading.
  process.stdout.write('ready');
  const { folder, fresh } = await provideWith(recipe, { cuda: false });
  note(`${fresh ? 'made' : 'found'} ${isWhole(folder) ? 'whole' : 'BROKEN'}`);
}

function isWhole(folder) {
  const files = ['stamp.json', 'binding/tfjs_binding.node', 'lib/libtensorflow_cc.so.2'];
  return (
    files.every((file) => existsSync(join(folder, file))) &&
    readFileSync(join(folder, 'lib/libtensorflow_framework.so.2'), 'utf8') === 'the framework'
  );
}

const start = () => {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), 'set-up'], {
    env: {
      ...process.env,
      HOME: home,
      XDG_CACHE_HOME: '',
      PATH: [join(home, 'bin'), dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ready = new Promise((resolve) => child.stdout.once('data', resolve));
  let stderr = '';
  child.stderr.on('data', (data) => (stderr += data));
  const ended = new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stderr, pid: child.pid }));
  });
  return { child, ready, ended };
};

const releases = () => readdirSync(cache).filter((name) => /^tensorflow-/.test(name));

/** Damage to a finished release between two set-ups. */
const damages = [
  (folder) => rmSync(folder, { recursive: true }),
  (folder) => truncateSync(join(folder, 'lib/libtensorflow_cc.so.2'), 5),
  (folder) => writeFileSync(join(folder, 'lib/libtensorflow_framework.so.2'), 'tHe framework'),
  (folder) => writeFileSync(join(folder, 'binding/tfjs_binding.node'), 'another'),
  (folder) => rmSync(join(folder, 'stamp.json')),
];

const faults = [];
let [kills, rounds, made, found] = [0, 0, 0, 0];
while (kills < count) {
  rounds++;
  const runs = Array.from({ length: 3 }, start);
  const dead = new Set();
  for (const { child, ready } of runs.slice(0, 2)) {
    const ms = rng.next() * 900;
    void ready.then(() => sleep(ms)).then(() => child.kill('SIGKILL'));
  }
  for (const result of await Promise.all(runs.map(({ ended }) => ended))) {
    if (result.signal === 'SIGKILL') {
      kills++;
      dead.add(result.pid);
    } else if (result.code !== 0) faults.push(`round ${rounds}: ${result.stderr.slice(0, 2_000)}`);
  }
  // The order in which builds began and ended; one that was killed ends with its process.
  const lines = existsSync(journal) ? readFileSync(journal, 'utf8').trimEnd().split('\n') : [];
  rmSync(journal, { force: true });
  let inside;
  for (const line of lines) {
    const [pid, what, state] = line.split(' ');
    if (what === 'begin') {
      if (inside !== undefined && !dead.has(Number(inside)))
        faults.push(`round ${rounds}: two at once`);
      inside = pid;
    } else if (what === 'end') {
      if (inside !== pid) faults.push(`round ${rounds}: two at once`);
      inside = undefined;
    } else if (state === 'BROKEN') faults.push(`round ${rounds}: a broken release was ${what}`);
    else if (what === 'made') made++;
    else found++;
  }
  const last = start();
  const { code, stderr } = await last.ended;
  if (code !== 0) faults.push(`round ${rounds}, after: ${stderr.slice(0, 2_000)}`);
  rmSync(journal, { force: true });
  const [release, ...more] = releases();
  if (release === undefined || more.length > 0) faults.push(`round ${rounds}: left ${more}`);
  else if (!isWhole(join(cache, release))) faults.push(`round ${rounds}: ${release} is broken`);
  else damages[Math.floor(rng.next() * damages.length)](join(cache, release));
}
rmSync(home, { recursive: true, force: true });
for (const fault of faults.slice(0, 10)) console.log(fault);
console.log(
  `set-ups: ${kills} killed in ${rounds} rounds of 3, ${made} made it, ${found} found it, ${faults.length} faults (seed ${seed})`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
