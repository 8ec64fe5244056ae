// Replays power cuts: records what a search writes and syncs (with strace), and makes from that what a disk
// could hold if the power had failed at some moment: what was synced, and any part of what was not, whole
// writes or torn ones. Each such image has to open, be sound, and hold every trial that was acknowledged
// before; some of them are resumed, to the table of the uninterrupted search.
//   node tests/faults/power-cut.mjs [--count 2000] [--resumes 300] [--trials 400] [--seed N] [--durability normal]
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { createRng } from '@tune/core/plugin';
import { sqliteStorage } from '@tune/runtime';
import { faultsOf, tableOf } from './database.mjs';
import { Disk, readTrace } from './power-cut/disk.mjs';

const number = (name, otherwise) => ({ [name]: { type: 'string', default: String(otherwise) } });
const { values } = parseArgs({
  options: {
    ...{ ...number('count', 2000), ...number('resumes', 300), ...number('trials', 400) },
    ...number('seed', Date.now() % 2 ** 32),
    // With normal, acknowledged trials are lost: it must end with 1 then.
    durability: { type: 'string', default: 'full' },
  },
});
const [count, resumes, trials, seed] = ['count', 'resumes', 'trials', 'seed'].map(
  (name) => +values[name],
);
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tune-power-'));
const file = join(folder, 'tune.db');
const rng = createRng(seed);
const began = performance.now();
const faults = [];

const argsOf = (storage) => [
  ...['packages/cli/bin/tune.js', 'compare', '--objective', 'tests/fixtures/quick.mjs'],
  // The climber starts from the best so far, so that anything lost shows in every later point.
  ...['--strategies', 'random,examples/strategy/nearby.mjs', '--trials', String(trials)],
  ...['--isolation', 'none', '--json', '--storage', storage],
  ...['--durability', values.durability],
];
const options = { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 30 };

// As strace sees it, in the order in which it happened.
const trace = join(folder, 'trace');
const SYSCALLS = 'pwrite64,write,writev,fsync,fdatasync,ftruncate,unlink';
const out = join(folder, 'out');
const recorded = spawnSync(
  'sh',
  [
    ...['-c', 'out="$1"; shift; exec strace "$@" > "$out"', 'sh', out],
    ...['-f', '--seccomp-bpf', '-y', '-xx', '-s', '16777216', '-e', `trace=${SYSCALLS}`],
    ...['-o', trace, process.execPath, ...argsOf(file)],
  ],
  options,
);
if (recorded.status !== 0) {
  process.stderr.write(`strace could not record the search: ${recorded.stderr}\n`);
  process.exit(1);
}
const whole = tableOf(file);
const steps = readTrace(trace, file, out);

/** Moments of cuts, in order: half of them just before or after a sync, where most can go wrong. */
const syncs = steps.flatMap(({ type }, index) => (type === 'sync' ? [index] : []));
const moments = Array.from({ length: count }, (_, index) =>
  index % 2 === 0
    ? rng.integer(steps.length)
    : Math.min(
        steps.length - 1,
        Math.max(0, syncs[rng.integer(syncs.length)] + rng.integer(3) - 1),
      ),
).toSorted((a, b) => a - b);

const disk = new Disk(file);
const acknowledged = new Map();
const image = join(folder, 'image');
let [images, empty, resumed, acknowledgedInAll, dropped] = [0, 0, 0, 0, 0];
let rest = '';
function acknowledge(text) {
  const lines = (rest + text).split('\n');
  rest = lines.pop();
  for (const line of lines) {
    const event = JSON.parse(line);
    if (event.type !== 'trial') continue;
    acknowledged.set(`${event.study}/${event.number}`, event.value);
  }
}

/** Whether an image has all that it must; resumed, it is the whole search. */
async function check(moment, isResumed) {
  rmSync(image, { recursive: true, force: true });
  mkdirSync(image);
  const copy = join(image, 'tune.db');
  dropped += disk.writeImage(copy, rng);
  const what = `moment ${moment} of ${steps.length}`;
  if (readdirSync(image).length === 0) {
    empty += 1;
    if (acknowledged.size > 0) faults.push(`${what}: there is no file`);
    return;
  }
  const kept = join(folder, 'kept');
  rmSync(kept, { recursive: true, force: true });
  mkdirSync(kept);
  for (const part of readdirSync(image)) copyFileSync(join(image, part), join(kept, part));
  try {
    // First as tune opens it, which looks at the log.
    const storage = sqliteStorage(copy);
    const damaged = await storage.catalog.damaged();
    if (damaged.length > 0) faults.push(`${what}: ${damaged[0].name}: ${damaged[0].reason}`);
    await storage.close();
    faults.push(...faultsOf(copy, acknowledged).map((fault) => `${what}: ${fault}`));
  } catch (error) {
    faults.push(`${what}: ${error.message}`);
    return;
  }
  if (!isResumed) return;
  for (const part of readdirSync(image)) rmSync(join(image, part));
  for (const part of readdirSync(kept)) copyFileSync(join(kept, part), join(image, part));
  resumed += 1;
  const { status, stderr } = spawnSync(process.execPath, argsOf(copy), options);
  if (status !== 0) faults.push(`${what}: resumed with ${status}: ${stderr.slice(0, 200)}`);
  else if (!isDeepStrictEqual(tableOf(copy), whole)) faults.push(`${what}: another table`);
}

let next = 0;
const resumeEvery = Math.max(1, Math.floor(count / Math.max(1, resumes)));
for (let index = 0; index < steps.length; index += 1) {
  const step = steps[index];
  if (step.type === 'output') acknowledge(step.text);
  else disk.take(step);
  for (; next < moments.length && moments[next] === index; next += 1) {
    images += 1;
    acknowledgedInAll += acknowledged.size;
    await check(index, resumes > 0 && next % resumeEvery === 0);
  }
}
if (acknowledged.size !== 2 * trials) faults.push(`${acknowledged.size} trials were recorded`);
if (faults.length > 0) writeFileSync(join(tmpdir(), 'tune-power-cut-faults'), faults.join('\n'));
rmSync(folder, { recursive: true });
process.stdout.write(
  `power cuts: ${images} images of a search of ${2 * trials} trials (${syncs.length} syncs), ${dropped} unsynced writes lost or torn, ${empty} without a file, ${acknowledgedInAll} acknowledged trials looked for, ${resumed} images resumed, seed ${seed}, ${Math.round((performance.now() - began) / 1000)} s, ${faults.length} faults\n${faults
    .slice(0, 10)
    .map((fault) => `  ${fault}\n`)
    .join('')}`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
