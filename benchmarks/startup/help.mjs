// Time of `tune --help` compared with a bare `node -e 0`: medians of alternating runs, and the ratio.
//   npm run startup -w benchmarks [-- --runs 21]
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { flagsOf, whole } from '../flags.mjs';

const flags = flagsOf({ runs: { type: 'string', default: '21' } });
const RUNS = whole('--runs', flags.runs);
const bin = fileURLToPath(new URL('../../packages/cli/bin/tune.js', import.meta.url));
const commands = { 'node -e 0': ['-e', '0'], 'tune --help': [bin, '--help'] };
const times = { 'node -e 0': [], 'tune --help': [] };

for (let run = -1; run < RUNS; run++) {
  for (const [name, args] of Object.entries(commands)) {
    const began = performance.now();
    const { status } = spawnSync(process.execPath, args);
    if (status !== 0) throw new Error(`${name} ended with ${status}`);
    // The first run warms the disk.
    if (run >= 0) times[name].push(performance.now() - began);
  }
}
const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
console.log(
  `node ${process.version}, ${cpus()[0].model}, ${cpus().length} cores; median of ${RUNS}`,
);
for (const [name, list] of Object.entries(times)) {
  console.log(`${name.padEnd(12)} ${median(list).toFixed(0)} ms`);
}
console.log(
  `ratio        ${(median(times['tune --help']) / median(times['node -e 0'])).toFixed(1)}`,
);
