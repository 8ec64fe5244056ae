import { Suggester } from '../suggester.mjs';

const d5 = { floats: 5, ints: 0, categories: 0 };
const CASES = [
  { n: 100, space: d5, label: 'd = 5', bar: { atLeast: 10, goal: 20 } },
  { n: 200, space: d5, label: 'd = 5', bar: { atLeast: 10, goal: 20 } },
  { n: 400, space: d5, label: 'd = 5', bar: { atLeast: 5, goal: 20 } },
  { n: 800, space: d5, label: 'd = 5', bar: { atLeast: 5, goal: 20 } },
  { n: 200, space: { floats: 20, ints: 0, categories: 0 }, label: 'd = 20', name: 'd20' },
  {
    n: 200,
    space: { floats: 3, ints: 1, categories: 1 },
    label: '3 floats, 1 int, 1 category',
    name: 'mixed',
  },
];
const OPTUNA = "Optuna's GPSampler";

/** Consecutive asks, one of ours and one of Optuna's GP sampler in turns; both sides fit anew each time. */
export function suggestion({ asksAt }) {
  return [
    ...CASES.map((one) => ({
      name: `suggestion-${one.name ?? one.n}`,
      python: true,
      settings: { asks: asksAt(one.n) },
      run: ({ python, native }) => besideOptuna(one, asksAt(one.n), python, native),
    })),
    { name: 'suggestion-5000', run: ({ native }) => large(native) },
  ];
}

async function besideOptuna({ n, space, label, bar }, asks, python, native) {
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
  return [
    {
      what: `fit and search, ${label}, n = ${n}`,
      ours: times.ours,
      rivals: { [OPTUNA]: times.optuna },
      ...(bar && { bar: { ...bar, against: [OPTUNA] } }),
    },
    { what: `append and search, ${label}, n = ${n}`, ours: times.append, rivals: {} },
  ];
}

/** A model of all 5,000, as this package allows; the strategy takes fewer. */
async function large(native) {
  const search = new Suggester(native, 5000, d5);
  const times = [];
  // The first builds the whole factor, the others add a row to it.
  for (let ask = 0; ask < 5; ask++) times.push(await search.ask({ refit: false }));
  search.dispose();
  return [
    { what: 'factor of all and search, d = 5, n = 5000', ours: [times[0]], rivals: {} },
    { what: 'append and search, d = 5, n = 5000', ours: times.slice(1), rivals: {} },
  ];
}
