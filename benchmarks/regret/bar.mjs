// What the bar asks of bayes beside regret: npm run regret:bar -w benchmarks [-- seeds]
// Batches of 4, eight running trials, invariance on 200 histories, duplicates on a 5 x 5 x 5 grid.
import {
  createRng,
  createScratch,
  createStudy,
  float,
  historyOf,
  int,
  memoryStorage,
  space,
} from '@tune/core';
import { branin, hartmann6 } from '@tune/objectives/functions';
import { bayes } from '@tune/strategies';

const SEEDS = Number(process.argv[2] ?? 20);
const HISTORIES = Number(process.argv[3] ?? 200);
const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const studyOf = (objective, seed, trials) =>
  createStudy({
    name: 's',
    space: objective.space,
    direction: 'minimize',
    strategy: bayes(),
    storage: memoryStorage(),
    clock: () => 0,
    seed,
    budget: { trials },
  });

async function search(objective, seed, trials, batch) {
  const study = await studyOf(objective, seed, trials);
  for (let done = 0; done < trials;) {
    const asked = await study.ask(Math.min(batch, trials - done));
    if (asked.length === 0) break;
    for (const trial of asked) {
      await study.tell(trial, {
        state: 'complete',
        values: [await objective.evaluate(trial.point, {})],
      });
    }
    done += asked.length;
  }
  study.close();
  return study.trials;
}

const objectives = { branin: [branin(), 50], hartmann6: [hartmann6(), 80] };
for (const [name, [objective, trials]] of Object.entries(objectives)) {
  const gains = { 1: [], 4: [] };
  for (let seed = 1; seed <= SEEDS; seed++) {
    for (const batch of [1, 4]) {
      const ran = await search(objective, seed, trials, batch);
      const values = ran.map(({ value }) => value);
      const start = ran.findIndex(({ meta }) => meta.phase !== 'start');
      const regret = (list) => Math.max(1e-12, Math.min(...list) - objective.optimum.value);
      gains[batch].push(Math.log10(regret(values.slice(0, start)) / regret(values)));
    }
  }
  const [one, four] = [median(gains[1]), median(gains[4])];
  console.log(
    `${name}, ${SEEDS} seeds: median log10 gain ${one.toFixed(2)} one by one, ${four.toFixed(2)} in fours, ratio ${(four / one).toFixed(2)}`,
  );
}

const suggest = (of, trials, more) =>
  bayes().suggest({
    space: of,
    history: historyOf(trials, 'minimize'),
    count: 1,
    rng: createRng(7),
    scratch: createScratch(),
    signal: new AbortController().signal,
    ...more,
  });
const complete = (points, values) =>
  points.map((point, i) => ({ number: i + 1, point, state: 'complete', value: values[i] }));
const distance = (a, b) => Math.max(...a.map((value, j) => Math.abs(value - b[j])));

const distances = [];
for (let seed = 1; seed <= SEEDS; seed++) {
  const { space: of, evaluate } = branin();
  const rng = createRng(seed);
  const points = Array.from({ length: 20 }, () => of.decode([rng.next(), rng.next()]));
  const values = await Promise.all(points.map((point) => evaluate(point, {})));
  const rows = (await suggest(of, complete(points, values), { count: 8 })).map(({ point }) =>
    of.encode(point),
  );
  distances.push(Math.min(...rows.flatMap((a, i) => rows.slice(0, i).map((b) => distance(a, b)))));
}
console.log(
  `eight running on branin: median smallest distance ${median(distances).toPrecision(2)}`,
);

const cube = (scale) => space({ x: float(0, scale), y: float(0, scale), z: float(0, scale) });
const [unit, stretched] = [cube(1), cube(1024)];
const equal = { 'range x 2^10': 0, 'values x 2^20': 0, 'values x 1e6': 0, 'values + 1e6': 0 };
for (let seed = 1; seed <= HISTORIES; seed++) {
  const rng = createRng(seed);
  const rows = Array.from({ length: 8 + (seed % 20) }, () => [rng.next(), rng.next(), rng.next()]);
  const values = rows.map(([x, y, z]) => Math.sin(5 * x) + (y - 0.4) ** 2 * 3 + x * z);
  const row = async (of, change) => {
    const points = rows.map((place) => of.decode(place));
    return of.encode((await suggest(of, complete(points, values.map(change))))[0].point);
  };
  const before = await row(unit, (value) => value);
  if (distance(before, await row(stretched, (value) => value)) === 0) equal['range x 2^10']++;
  if (distance(before, await row(unit, (v) => v * 2 ** 20)) === 0) equal['values x 2^20']++;
  if (distance(before, await row(unit, (v) => v * 1e6)) <= 1e-6) equal['values x 1e6']++;
  if (distance(before, await row(unit, (v) => v + 1e6)) <= 1e-6) equal['values + 1e6']++;
}
for (const [name, count] of Object.entries(equal)) {
  const what = name.includes('2^') ? 'the same bits' : 'the same point within 1e-6';
  console.log(`${name}: ${what} in ${count} of ${HISTORIES}`);
}

const grid = {
  space: space({ a: int(1, 5), b: int(1, 5), c: int(1, 5) }),
  evaluate: async ({ a, b, c }) => (a - 2) ** 2 + (b - 4) ** 2 + (c - 3) ** 2 + a * b * 0.1,
};
for (const trials of [60, 130]) {
  const ran = await search(grid, 1, trials, 1);
  const distinct = new Set(ran.map(({ point }) => JSON.stringify(point))).size;
  console.log(
    `5 x 5 x 5 grid: ${ran.length} of ${trials} trials, ${ran.length - distinct} duplicates`,
  );
}
