/**
 * The Gaussian process compared with its rivals: one thread each, taking turns within one run; medians. README.md
 * says what is compared with what.
 *
 *   npm run native -w benchmarks [-- FLAGS]
 *
 *   --only NAME,...   sections or single units of them (--list names all); default: all
 *   --rounds N        of everything but asks, default 11
 *   --asks N,n=N,...  consecutive suggestions, in general and at n observations, default 30; as in 30,800=10
 *   --report FILE     every number, written after every unit
 *   --resume          takes over what FILE holds of the same machine, versions, build and settings
 *   --record          writes ratios.json and the table of packages/gp-native/README.md; needs every unit
 *   --check           fails if a ratio to the fixed baseline is below 70 % of what ratios.json keeps
 *
 * Needs Python 3, cmake, g++, Eigen and OpenBLAS (Debian: libeigen3-dev libopenblas-dev).
 */
import { loadGaussianProcess } from '@tune/gp-native';
import { flagsOf, Mistake, whole } from '../flags.mjs';
import { checkRatios, keepRatios } from './ratios.mjs';
import { writeReadme } from './readme.mjs';
import { describeMachine, Report } from './report.mjs';
import { startPython } from './rivals.mjs';
import { baseline } from './sections/baseline.mjs';
import { cholesky } from './sections/cholesky.mjs';
import { eventLoop } from './sections/event-loop.mjs';
import { kernel } from './sections/kernel.mjs';
import { strategy } from './sections/strategy.mjs';
import { suggestion } from './sections/suggestion.mjs';
import { wasm } from './sections/wasm.mjs';
import { table } from './table.mjs';

const sections = {
  cholesky,
  kernel,
  suggestion,
  strategy,
  wasm,
  'event-loop': eventLoop,
  baseline,
};

const flags = flagsOf({
  only: { type: 'string' },
  list: { type: 'boolean', default: false },
  rounds: { type: 'string', default: '11' },
  asks: { type: 'string', default: '30' },
  report: { type: 'string' },
  resume: { type: 'boolean', default: false },
  record: { type: 'boolean', default: false },
  check: { type: 'boolean', default: false },
});
const rounds = whole('--rounds', flags.rounds);
const asksAt = parseAsks(flags.asks);
const all = Object.entries(sections).flatMap(([name, units]) =>
  units({ rounds, asksAt }).map((unit) => ({ ...unit, section: name })),
);
if (flags.list) {
  for (const { name } of all) console.log(name);
  process.exit(0);
}
const chosen = all.filter(({ name, section }) => asked().some((a) => a === name || a === section));
if (flags.resume && !flags.report) throw new Mistake('--resume needs --report FILE');

const native = loadGaussianProcess({ backend: 'native' });
let rivals;
/** Started by the first unit that needs it. */
const python = {
  ask: (request) => (rivals ??= startPython()).ask(request),
};
const needsPython = chosen.some((unit) => unit.python);
const machine = describeMachine(
  native,
  needsPython ? await python.ask({ do: 'versions' }) : undefined,
);
console.log(
  Object.entries(machine)
    .map(([name, value]) => `${name} ${value}`)
    .join(', '),
);

const report = new Report(flags.report, machine, flags.resume);
for (const unit of chosen) {
  const settings = unit.settings ?? {};
  let measured = report.find(unit.name, settings);
  if (measured === undefined) {
    const begin = performance.now();
    const rows = await unit.run({ python, native });
    measured = report.add(unit.name, settings, rows, (performance.now() - begin) / 1000);
  }
  console.log(`\n${unit.name}, ${measured.seconds.toFixed(0)} s (milliseconds)\n`);
  console.log(table(measured.rows));
}
rivals?.end();

if (flags.record) {
  const missing = all.filter(({ name }) => report.unit(name) === undefined);
  if (missing.length > 0) {
    throw new Mistake(
      `--record needs every unit; missing: ${missing.map(({ name }) => name).join(', ')}`,
    );
  }
  keepRatios(machine.instructionSet, report.unit('baseline').rows);
  await writeReadme(
    report.machine,
    all.map(({ name }) => report.unit(name)),
  );
}
if (flags.check) process.exitCode = checkRatios(machine.instructionSet, report.unit('baseline'));

function asked() {
  if (flags.only === undefined) return Object.keys(sections);
  const names = flags.only.split(',');
  const known = new Set([...Object.keys(sections), ...all.map(({ name }) => name)]);
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length === 0) return names;
  throw new Mistake(`unknown: ${unknown.join(', ')}; --list names all units`);
}

/** n -> how many asks. */
function parseAsks(text) {
  const parts = text.split(',').map((part) => part.split('='));
  const general = parts.find((part) => part.length === 1)?.[0] ?? '30';
  const special = new Map(
    parts
      .filter((part) => part.length === 2)
      .map(([n, count]) => [Number(n), whole('--asks', count)]),
  );
  const usual = whole('--asks', general);
  return (n) => special.get(n) ?? usual;
}
