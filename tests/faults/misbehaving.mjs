// Objectives that misbehave in process: node tests/faults/misbehaving.mjs [--count 5000] [--seed 1]
// Each trial throws, returns or reports something at random, much of it hostile. It must end once, as it
// should, and leave the search, the next trial and the stored reports in order.
import { parseArgs } from 'node:util';
import { createStudy, float, memoryStorage } from '@tune/core';
import { createRng } from '@tune/core/plugin';
import { halving, median, random } from '@tune/strategies';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
  },
});
const count = Number(values.count);
const rng = createRng(Number(values.seed));
const pick = (list) => list[rng.integer(list.length)];

const refuse = () => {
  throw new TypeError('do not look');
};
const hostile = (of = {}) =>
  new Proxy(of, { get: refuse, has: refuse, ownKeys: refuse, getPrototypeOf: refuse });
const odd = [
  ...[undefined, null, true, '', '0.5', 'x'.repeat(100_000), 5n, Symbol('s'), Object(1)],
  ...[new Date(0), new Float32Array(3), [], [[1]], [1, 2], {}, { loss: 1 }, () => 1, hostile()],
  ...[NaN, Infinity, -Infinity, Object.create(null), { toJSON: refuse, toString: refuse }],
];
const errorWith = (field, get) => Object.defineProperty(new Error('x'), field, { get });
const cyclic = new Error('around');
cyclic.cause = cyclic;
const thrown = [
  ...odd,
  ...[cyclic, new Error('m'.repeat(1_000_000)), hostile(new Error('x'))],
  ...['message', 'name', 'stack', 'code'].map((field) => errorWith(field, refuse)),
  ...odd.map((message) => errorWith('message', () => message)),
];
const badReports = [
  ...[-1, 0.5, NaN, 1e308, 2 ** 53, '1', null, undefined, hostile()].map((step) => [step, 1]),
  ...['0.5', undefined, null, 1n, [1], hostile()].map((value) => [1, value]),
];
const goodSteps = [0, 1, 2, 2, 3, 10, 5, 1e6, 2 ** 53 - 1, -0];

const ACTIONS = {
  value: () => 0.5,
  throw: () => {
    throw pick(thrown);
  },
  reject: () => Promise.reject(pick(thrown)),
  odd: () => pick(odd),
  list: () => [pick(odd)],
  promises: () => [Promise.reject(new Error('late'))],
  badReport: ({ report }) => {
    report(...pick(badReports));
    return 0.5;
  },
  caughtReport: ({ report }) => {
    try {
      report(...pick(badReports));
    } catch {
      // It fails all the same.
    }
    return 0.5;
  },
  reports: ({ report }) => {
    for (let n = 0; n < 20; n++) report(pick(goodSteps), pick([rng.next(), NaN, -Infinity]));
    return 0.5;
  },
  late: ({ report }) => {
    setTimeout(() => report(1, 1));
    return 0.5;
  },
  overTime: ({ report }) =>
    new Promise((resolve) => setTimeout(() => (report(7, 7), resolve(0.5)), 400)),
};
const COMPLETES = new Set(['value', 'reports', 'late']);

const faults = [];
const expectThat = (isSo, fault) => {
  if (!isSo) faults.push(fault);
};
process.on('unhandledRejection', (error) => faults.push(`unhandled: ${String(error)}`));

const study = await createStudy({
  ...{ name: 's', space: { x: float(0, 1) }, strategy: random(), seed: 1 },
  storage: memoryStorage(),
});
const done = [];
const evaluate = (_, context) => {
  const name = pick(Object.keys(ACTIONS));
  done.push(name);
  return ACTIONS[name](context);
};
for (const pruner of [undefined, median(), halving()]) {
  const options = { trials: Math.ceil(count / 3), timeoutMs: 20 };
  await study.optimize(evaluate, pruner === undefined ? options : { ...options, pruner });
}
const states = {};
for (const { number, state, outcome, attempt } of study.trials) {
  const name = done[number - 1];
  states[state] = (states[state] ?? 0) + 1;
  const isRight = COMPLETES.has(name)
    ? state === 'complete' || state === 'pruned'
    : state !== 'complete';
  expectThat(isRight && attempt === 1, `trial ${number} (${name}) is ${state}`);
  for (const text of [outcome.reason, outcome.stack]) {
    const isPlain = text === undefined || (typeof text === 'string' && text.length <= 65_536);
    expectThat(isPlain, `trial ${number} (${name}) has no plain reason`);
  }
  if (state !== 'complete') expectThat(outcome.reason !== '', `trial ${number} has no reason`);
  const steps = (await study.reports(number)).map(({ step }) => step);
  const isRule = steps.every((step, index) => index === 0 || step > steps[index - 1]);
  expectThat(isRule && steps.every(Number.isSafeInteger), `reports of trial ${number}: ${steps}`);
  // On a busy machine the report may come before the time-out is heard, and be pruned.
  if (name === 'late' || (name === 'overTime' && state === 'failed'))
    expectThat(
      steps.length === 0,
      `${name} is stored: trial ${number} is ${state}, ${outcome.reason}`,
    );
}
expectThat(study.size === done.length, `${done.length} evaluations, but ${study.size} trials`);
const figures = Object.entries(states).map(([state, number]) => `${number} ${state}`);
console.log(`misbehaving: ${study.size} trials, ${figures.join(', ')}; ${faults.length} faults`);
for (const fault of faults.slice(0, 10)) console.log(`  ${fault}`);
process.exitCode = faults.length === 0 ? 0 : 1;
