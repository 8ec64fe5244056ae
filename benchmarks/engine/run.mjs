// Measures the engine of this checkout beside that of another one, taking turns:
//   npm run engine -w benchmarks [-- --against DIR] [--rounds 5] [--only memory,full]
// DIR is a built checkout of the version before. Writes figures.json, if everything was measured.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { flagsOf, Mistake, whole } from '../flags.mjs';
import { writeJson } from '../json-file.mjs';
import { file, rowsOf, tableOf } from './figures.mjs';
import { MEASUREMENTS } from './measurements.mjs';

const flags = flagsOf({
  against: { type: 'string' },
  rounds: { type: 'string', default: '5' },
  only: { type: 'string' },
});
const rounds = whole('--rounds', flags.rounds);
const names = flags.only?.split(',') ?? Object.keys(MEASUREMENTS);
for (const name of names) {
  if (name in MEASUREMENTS) continue;
  throw new Mistake(`--only takes ${Object.keys(MEASUREMENTS).join(', ')}, got ${name}`);
}
const script = fileURLToPath(new URL('measure.mjs', import.meta.url));
const checkouts = {
  now: fileURLToPath(new URL('../..', import.meta.url)),
  // npm runs a script in the folder of its package.
  ...(flags.against && { before: resolve(process.env.INIT_CWD ?? '.', flags.against) }),
};
const folder = mkdtempSync(join(tmpdir(), 'tune-engine-'));

function measure(name, which) {
  const own = join(folder, which);
  mkdirSync(own, { recursive: true });
  const args = [script, name, checkouts[which], own];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status === 0) return JSON.parse(stdout);
  if (status === 2) throw new Mistake(stderr.trim());
  throw new Error(`${name} of ${checkouts[which]} ended with ${status}:\n${stderr}`);
}

const cpu = `${cpus()[0].model}, ${cpus().length} cores`;
const figures = {
  machine: `${cpu}, Node ${process.versions.node}`,
  load: loadavg()[0].toFixed(1),
  ...{ rounds, measured: {} },
};
try {
  if (names.some((name) => ['resume', 'ls', 'show'].includes(name))) {
    for (const which of Object.keys(checkouts)) measure('store', which);
  }
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const lists = (figures.measured[name] ??= {});
      for (const which of Object.keys(checkouts)) (lists[which] ??= []).push(measure(name, which));
    }
    console.error(`round ${round + 1} of ${rounds}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

console.log(tableOf(figures));
const isComplete = flags.only === undefined && checkouts.before !== undefined;
if (isComplete) await writeJson(file, figures, 4);
const wrong = rowsOf(figures).filter(({ isFine }) => isFine === false);
for (const { title } of wrong) console.log(`NOT AS IT MUST BE: ${title}`);
process.exitCode = wrong.length === 0 ? 0 : 1;
