/** A search of Branin's function that reports whether the model was used, by which names it is imported. */
const search = `
const branin = ({ x, y }) =>
  (y - (5.1 * x * x) / (4 * Math.PI ** 2) + (5 * x) / Math.PI - 6) ** 2 +
  10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;

async function search() {
  const strategy = bayes();
  const study = await createStudy({ space: { x: float(-5, 10), y: float(0, 15) }, strategy, seed: 1 });
  await study.optimize(branin, { trials: 25 });
  const signal = new AbortController().signal;
  const [{ value: backend }] = await strategy.setup({ signal, progress: () => {} });
  return { value: study.best.value, backend, phases: study.trials.map(({ meta }) => meta.phase) };
}
`;

/** A module that exports \`search\`. */
export const searchModule = `import { createStudy, float } from '@tune/core';
import { bayes } from '@tune/strategies';
${search}
export { search };
`;

/** The same in CommonJS. */
export const searchCommonJs = `const { createStudy, float } = require('@tune/core');
const { bayes } = require('@tune/strategies');
${search}
module.exports = { search };
`;

/** A program that searches and prints what it found. */
export const printing = `search().then((found) => console.log(JSON.stringify(found)));\n`;
export const program = searchModule + printing;
export const programCommonJs = searchCommonJs + printing;
/** Everything from the one package for Node. */
export const programOfTune = `import { bayes, createStudy, float } from '@tune/tune';\n${search}${printing}`;
/** Prints which Gaussian process is in use and why. */
export const diagnosis = `import { diagnoseGaussianProcess } from '@tune/strategies';
console.log((await diagnoseGaussianProcess()).sentence);
`;

/** The same, typed. */
export const searchTypeScript = `import { createStudy, float, isTuneError } from '@tune/core';
import type { Point, Study, Strategy, Trial } from '@tune/core';
import { bayes } from '@tune/strategies';
import type { BayesOptions } from '@tune/strategies';

const space = { x: float(-5, 10), y: float(0, 15) };
const branin = ({ x, y }: { readonly x: number; readonly y: number }): number =>
  (y - (5.1 * x * x) / (4 * Math.PI ** 2) + (5 * x) / Math.PI - 6) ** 2 +
  10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;

export async function search(options: BayesOptions = {}) {
  const strategy: Strategy = bayes(options);
  const study = await createStudy({ space, strategy, seed: 1 });
  await study.optimize(branin, { trials: 25 });
  const best = study.best;
  if (best === undefined) throw new Error('nothing was found');
  const point: { readonly x: number; readonly y: number } = best.point;
  const signal = new AbortController().signal;
  const [info] = (await strategy.setup?.({ signal, progress: () => undefined })) ?? [];
  const phases = study.trials.map(({ meta }) => (meta as { phase: string }).phase);
  return { value: best.value, backend: info?.value, phases, point };
}
search().then(
  (found) => console.log(JSON.stringify(found)),
  (error: unknown) => {
    console.error(isTuneError(error) ? error.code : error);
    throw error;
  },
);
`;
