import { Suggester } from '../suggester.mjs';

const ASKS = 30;
const d5 = { floats: 5, ints: 0, categories: 0 };
const CASES = [
  { n: 100, space: d5, bar: { against: 0, atLeast: 10, goal: 20 } },
  { n: 200, space: d5, bar: { against: 0, atLeast: 10, goal: 20 } },
  { n: 400, space: d5, bar: { against: 0, atLeast: 5, goal: 20 } },
  { n: 800, space: d5, bar: { against: 0, atLeast: 5, goal: 20 } },
  { n: 200, space: { floats: 20, ints: 0, categories: 0 }, label: 'd = 20' },
  { n: 200, space: { floats: 3, ints: 1, categories: 1 }, label: '3 floats, 1 int, 1 category' },
];

/** Consecutive asks, one of ours and one of Optuna's GP sampler in turns; both sides fit anew each time. */
export async function suggestion({ quick, largest, python, native }) {
  const rows = [];
  const asks = quick ? 5 : ASKS;
  for (const { n, space, bar, label = 'd = 5' } of CASES.filter(({ n }) => n <= largest)) {
    const study = `${n} ${label}`;
    const ours = new Suggester(native, n, space);
    await python.ask({ do: 'study', study, n, ...space });
    const times = { ours: [], optuna: [], append: [] };
    for (let ask = 0; ask < asks; ask++) {
      times.ours.push(await ours.ask({ refit: true }));
      times.optuna.push((await python.ask({ do: 'ask', study })).optuna);
    }
    for (let ask = 0; ask < asks; ask++) times.append.push(await ours.ask({ refit: false }));
    ours.dispose();
    rows.push({
      what: `fit and search, ${label}, n = ${n}`,
      ours: times.ours,
      rivals: { 'Optuna GPSampler': times.optuna },
      ...(bar && { bar }),
    });
    rows.push({ what: `append and search, ${label}, n = ${n}`, ours: times.append, rivals: {} });
  }
  if (largest < 5000) return { title: 'Suggestions', rows };
  const large = new Suggester(native, 5000, d5);
  const times = [];
  // The first builds the whole factor, the others add a row to it.
  for (let ask = 0; ask < 5; ask++) times.push(await large.ask({ refit: false }));
  large.dispose();
  rows.push({ what: 'factor and search, d = 5, n = 5000', ours: [times[0]], rivals: {} });
  rows.push({ what: 'append and search, d = 5, n = 5000', ours: times.slice(1), rivals: {} });
  return { title: 'Suggestions', rows };
}
