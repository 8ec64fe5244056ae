import { setTimeout as delay } from 'node:timers/promises';
import { loadGaussianProcess } from '@tune/gp-native';
import { points } from '../problems.mjs';
import { quantile } from '../statistics.mjs';

const N = 800;
const D = 5;

/** How late a timer of one millisecond comes, at the 99th percentile: idle, and while a fit runs, in turns. */
export function eventLoop({ rounds }) {
  return ['native', 'wasm'].map((name) => ({
    name: `event-loop-${name}`,
    settings: { rounds },
    run: () => measure(loadGaussianProcess({ backend: name }), rounds),
  }));
}

async function measure(backend, rounds) {
  const model = backend.create({ dimensions: D });
  const values = Float64Array.from({ length: N }, (_, i) => Math.sin(i));
  model.append(points(N, D), values);
  const start = model.hyperparameters;
  const times = { idle: [], busy: [] };
  await model.fit({ maxIterations: 1 });
  for (let round = 0; round < rounds; round++) {
    let fitting = true;
    const fit = model.fit({ starts: [start], maxIterations: 30 }).then(() => (fitting = false));
    const busy = await lateness(() => fitting);
    await fit;
    const end = performance.now() + 500;
    const idle = await lateness(() => performance.now() < end);
    times.busy.push(quantile(busy, 0.99));
    times.idle.push(quantile(idle, 0.99));
  }
  model.dispose();
  return [
    {
      what: `p99 of a timer's delay during a fit, ${backend.backend}, n = ${N}`,
      ours: times.busy,
      rivals: { idle: times.idle },
      bar: { against: ['idle'], atMostAbove: 2 },
    },
  ];
}

async function lateness(going) {
  const late = [];
  while (going()) {
    const begin = performance.now();
    await delay(1);
    late.push(performance.now() - begin - 1);
  }
  return late;
}
