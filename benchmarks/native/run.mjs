/**
 * The Gaussian process next to its rivals, one thread each, in turns within one run; medians.
 *
 *   npm run native -w benchmarks [-- --only cholesky,kernel,suggestion,strategy,wasm,event-loop,baseline]
 *       [--rounds 11] [--quick] [--largest N] [--json FILE] [--record] [--check]
 *
 * Needs Python 3, cmake, g++, Eigen and OpenBLAS (Debian: libeigen3-dev libopenblas-dev). --quick: 5 asks in
 * place of 30; --largest: suggestions of up to N observations only. --json writes every number. --record keeps the ratios to the fixed baseline in ratios.json, by
 * instruction set; --check fails where one has fallen below 70 % of what is kept.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadGaussianProcess } from '@tune/gp-native';
import { startPython } from './rivals.mjs';
import { baseline } from './sections/baseline.mjs';
import { cholesky } from './sections/cholesky.mjs';
import { eventLoop } from './sections/event-loop.mjs';
import { kernel } from './sections/kernel.mjs';
import { strategy } from './sections/strategy.mjs';
import { suggestion } from './sections/suggestion.mjs';
import { wasm } from './sections/wasm.mjs';
import { median, quantile } from './statistics.mjs';

const sections = {
  cholesky,
  kernel,
  suggestion,
  strategy,
  wasm,
  'event-loop': eventLoop,
  baseline,
};
const withPython = ['cholesky', 'kernel', 'suggestion'];
const KEPT = fileURLToPath(new URL('ratios.json', import.meta.url));
const ALLOWED = 0.7;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '11' },
    quick: { type: 'boolean', default: false },
    largest: { type: 'string', default: '5000' },
    json: { type: 'string' },
    record: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
  },
});
const chosen = values.only?.split(',') ?? Object.keys(sections);
const unknown = chosen.filter((name) => !(name in sections));
if (unknown.length > 0) {
  console.error(
    `Expected sections of ${Object.keys(sections).join(', ')}, got ${unknown.join(', ')}.`,
  );
  process.exit(2);
}

const native = loadGaussianProcess({ backend: 'native' });
const python = chosen.some((name) => withPython.includes(name)) ? startPython() : undefined;
const versions = await python?.ask({ do: 'versions' });
const machine = {
  processor: cpus()[0].model.trim(),
  cores: cpus().length,
  instructionSet: native.instructionSet,
  node: process.version,
  date: new Date().toISOString().slice(0, 10),
  ...versions,
};
console.log(
  Object.entries(machine)
    .map(([name, value]) => `${name} ${value}`)
    .join(', '),
);

const report = { machine, sections: [] };
for (const name of chosen) {
  const [rounds, largest] = [Number(values.rounds), Number(values.largest)];
  const section = await sections[name]({ rounds, quick: values.quick, largest, python, native });
  report.sections.push(section);
  print(section);
  if (values.json) writeFileSync(values.json, `${JSON.stringify(report, null, 1)}\n`);
}
python?.end();
regression();

function print({ title, rows }) {
  console.log(`\n${title} (milliseconds)\n`);
  console.log('| what | ours, median | p95 | rival | its median | rival / ours | bar |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (const { what, ours, rivals, bar } of rows) {
    const own = `| ${what} | ${digits(median(ours))} | ${digits(quantile(ours, 0.95))} |`;
    const list = Object.entries(rivals);
    if (list.length === 0) console.log(`${own} | | | |`);
    for (const [index, [name, times]] of list.entries()) {
      const ratio = median(times) / median(ours);
      const verdict = bar?.against === index ? judge(bar, ours, times) : '';
      console.log(`${own} ${name} | ${digits(median(times))} | ${ratio.toFixed(2)} | ${verdict} |`);
    }
  }
}

function judge({ atLeast, goal, atMostAbove }, ours, theirs) {
  if (atMostAbove !== undefined) {
    const above = median(ours) - median(theirs);
    return `at most ${atMostAbove} above: ${above <= atMostAbove ? 'holds' : 'missed'} (${above.toFixed(2)})`;
  }
  const ratio = median(theirs) / median(ours);
  const aim =
    goal === undefined ? '' : `, goal ${goal}: ${ratio >= goal ? 'reached' : 'not reached'}`;
  return `${atLeast}: ${ratio >= atLeast ? 'holds' : 'missed'}${aim}`;
}

function digits(ms) {
  return ms >= 100 ? ms.toFixed(0) : ms >= 10 ? ms.toFixed(1) : ms.toFixed(2);
}

/** Compares the ratios to the fixed baseline with those that are kept, or keeps them. */
function regression() {
  const found = report.sections.find(({ title }) => title === 'Fixed baseline');
  if (found === undefined) return;
  const kept = existsSync(KEPT) ? JSON.parse(readFileSync(KEPT, 'utf8')) : {};
  const ratios = Object.fromEntries(
    found.rows.map(({ what, ours, rivals }) => [
      what,
      Number((median(rivals['plain loops']) / median(ours)).toFixed(2)),
    ]),
  );
  if (values.record) {
    kept[machine.instructionSet] = ratios;
    writeFileSync(KEPT, `${JSON.stringify(kept, null, 2)}\n`);
  }
  if (!values.check) return;
  const before = kept[machine.instructionSet];
  if (before === undefined) {
    console.error(`No ratios are kept for ${machine.instructionSet}; run with --record first.`);
    process.exit(1);
  }
  const fallen = Object.entries(ratios).filter(([what, ratio]) => ratio < ALLOWED * before[what]);
  for (const [what, ratio] of fallen) {
    console.error(`${what}: ${ratio} times the plain loops, but ${before[what]} was kept.`);
  }
  process.exitCode = fallen.length > 0 ? 1 : 0;
}
