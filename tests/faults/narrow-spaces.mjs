// Spaces of which few points are allowed, made at random from what people ask for: sums, products, orders,
// equal values, so many of n, a handful of known points, some of it under a condition or beside other
// parameters. Each strategy has to find different allowed points and nothing else, and the event loop
// has to run meanwhile. Then as many trials at few points must not cost the square.
//   node tests/faults/narrow-spaces.mjs [--count 100] [--seed 1] [--trials 8]
import { parseArgs } from 'node:util';
import { categorical, createStudy, float, int, space } from '@tune/core';
import { createRng } from '@tune/core/plugin';
import { bayes, grid, random } from '@tune/strategies';

const { values: flags } = parseArgs({
  options: {
    count: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    trials: { type: 'string', default: '8' },
  },
});
const [count, seed, trials] = [flags.count, flags.seed, flags.trials].map(Number);
/** Of processor time, in milliseconds: a machine that is busy otherwise counts for nothing. */
const MAX_BLOCK = 250;
const MAX_ASK_SECONDS = 20;
const STRATEGIES = { random, grid, bayes };

const named = (length, parameter) =>
  Object.fromEntries(Array.from({ length }, (_, j) => [`p${j}`, parameter(j)]));
const numbers = (point) =>
  Object.entries(point).flatMap(([name, value]) => (name.startsWith('p') ? [value] : []));
const total = (point) => numbers(point).reduce((sum, value) => sum + value, 0);

/** Makers of parameters and of a rule that few of their points meet. */
const FAMILIES = {
  sum(rng) {
    const high = [10, 100, 1000][rng.integer(3)];
    const length = 3 + rng.integer(6);
    return [named(length, () => int(0, high)), (point) => total(point) === high];
  },
  shares(rng) {
    const step = [0.05, 0.01][rng.integer(2)];
    const rule = (point) => Math.abs(total(point) - 1) < 1e-9;
    return [named(3 + rng.integer(4), () => float(0, 1, { step })), rule];
  },
  band(rng) {
    const width = 10 ** -(2 + 2 * rng.next());
    const rule = (point) => Math.abs(total(point) - 1) < width;
    return [named(2 + rng.integer(5), () => float(0, 1)), rule];
  },
  order(rng) {
    const rule = (point) => numbers(point).every((value, j, all) => j === 0 || all[j - 1] < value);
    return [named(4 + rng.integer(6), () => int(0, 12 + rng.integer(90))), rule];
  },
  product(rng) {
    const goal = [24, 60, 120, 720][rng.integer(4)];
    const rule = (point) => numbers(point).reduce((all, value) => all * value, 1) === goal;
    return [named(3 + rng.integer(2), () => int(1, 100)), rule];
  },
  equal(rng) {
    const rule = (point) => new Set(numbers(point)).size === 1;
    return [named(2 + rng.integer(3), () => int(0, 10 + rng.integer(500))), rule];
  },
  some(rng) {
    const length = 10 + rng.integer(20);
    const wanted = 1 + rng.integer(3);
    const rule = (point) => numbers(point).filter((value) => value === true).length === wanted;
    return [named(length, () => categorical([true, false])), rule];
  },
  known(rng) {
    const parameters = named(2 + rng.integer(2), () => int(0, 5 + rng.integer(70)));
    const of = space(parameters);
    const row = () => of.columns.map(() => rng.next());
    const known = new Set(
      Array.from({ length: 1 + rng.integer(12) }, () => of.canonical(of.decode(row()))),
    );
    return [parameters, (point) => known.has(of.canonical(point)), known.size];
  },
};

/** A space of a family, its size if that is known, and its name. */
function narrowSpace(rng) {
  const names = Object.keys(FAMILIES);
  const family = names[rng.integer(names.length)];
  const [parameters, rule, size] = FAMILIES[family](rng);
  const isConditional = family !== 'known' && rng.next() < 0.2;
  const others =
    rng.next() < 0.3 && family !== 'known' ? { lr: float(1e-5, 1, { log: true }) } : {};
  if (!isConditional)
    return { family, size, of: space({ ...parameters, ...others }).constrain(family, rule) };
  const active = Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [name, parameter.when('kind', ['on'])]),
  );
  const of = space({ kind: categorical(['on', 'off']), ...active, ...others });
  return {
    family: `${family} if on`,
    size: undefined,
    of: of
      .constrain('on', ({ kind }) => kind === 'on')
      .constrain(family, (point) => point.kind === 'off' || rule(point)),
  };
}

/** Watches the event loop: the most processor time between two of its turns, in milliseconds. */
function watch() {
  let [last, most, isOver] = [process.cpuUsage(), 0, false];
  const turn = () => {
    const { user, system } = process.cpuUsage(last);
    last = process.cpuUsage();
    most = Math.max(most, (user + system) / 1000);
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  return () => {
    isOver = true;
    return most;
  };
}

const faults = [];
let [asks, worstAsk, worstBlock, found] = [0, 0, 0, 0];
const root = createRng(seed);
// What runs for the first time is compiled, which is not what is measured.
await search(narrowSpace(createRng(0)), 'random', 0);
for (let index = 1; index <= count; index++) {
  const narrow = narrowSpace(root.split(index));
  for (const name of Object.keys(STRATEGIES)) await search(narrow, name, index);
}

async function search({ family, size, of }, name, index) {
  const where = `space ${index} (${family}), ${name}`;
  const strategy = STRATEGIES[name]();
  const study = await createStudy({ space: of, strategy, seed: index, budget: { trials } });
  const points = new Set();
  const stop = watch();
  try {
    for (;;) {
      const begun = performance.now();
      const trial = await study.ask();
      worstAsk = Math.max(worstAsk, (performance.now() - begun) / 1000);
      if (trial === undefined) break;
      asks += 1;
      if (of.faults(trial.point).length > 0) faults.push(`${where}: a point that is not allowed`);
      points.add(of.canonical(trial.point));
      await study.tell(
        trial,
        numbers(trial.point).reduce((sum, value, j) => sum + j * Number(value), 0),
      );
    }
  } catch (error) {
    faults.push(`${where}: ${error.message}`);
  }
  const block = stop();
  if (index > 0) worstBlock = Math.max(worstBlock, block);
  if (index > 0 && block > MAX_BLOCK)
    faults.push(`${where}: ${Math.round(block)} ms without a pause`);
  found += points.size;
  if (name !== 'random' && size !== undefined && points.size !== Math.min(size, trials)) {
    faults.push(`${where}: ${points.size} of ${size} points`);
  }
  await study.dispose();
}
if (worstAsk > MAX_ASK_SECONDS) faults.push(`an ask took ${worstAsk.toFixed(1)} s`);

/** Processor time of so many trials in a space of four points, in milliseconds. */
async function repeated(number) {
  const four = space({ k: categorical(['a', 'b']), b: categorical([true, false]) });
  const study = await createStudy({
    space: four,
    strategy: random(),
    seed: 1,
    budget: { trials: number },
  });
  const before = process.cpuUsage();
  for (let n = 0; n < number; n++) await study.tell(await study.ask(), 1);
  const { user, system } = process.cpuUsage(before);
  await study.dispose();
  return (user + system) / 1000;
}
await repeated(1000);
const [once, twice] = [await repeated(2000), await repeated(4000)];
// Twice the trials cost twice the time; four times would be the square.
if (twice > 3.2 * once)
  faults.push(`4000 trials at four points cost ${(twice / once).toFixed(1)} times 2000`);

for (const fault of faults) console.error(fault);
console.log(
  `${count} narrow spaces, ${asks} asks: ${found} allowed points, ${faults.length} faults; the longest ask ` +
    `${worstAsk.toFixed(1)} s, the longest time without a pause ${Math.round(worstBlock)} ms of processor; ` +
    `2000 trials at four points ${Math.round(once)} ms, 4000 ${Math.round(twice)} ms`,
);
process.exit(faults.length > 0 ? 1 : 0);
