// Objectives that write every evaluation that begins into a file, and whose values can be checked.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What an evaluation comes to: it follows from the point and the seed alone. */
export const valueOf = ({ x, y }, seed, isTest) =>
  (x - 0.3) ** 2 + (y - 1) ** 2 + (isTest ? 0 : (seed % 1000) / 10_000);

/**
 * Writes two objectives, `first.mjs` and `second.mjs`.
 * @param hasTest  the choices of runs are scored
 * @returns their paths
 */
export function writeObjectives(folder, { hasTest, milliseconds }) {
  return ['first', 'second'].map((name, index) => {
    const file = join(folder, `${name}.mjs`);
    writeFileSync(
      file,
      `import { appendFileSync } from 'node:fs';
import { float, space } from ${JSON.stringify(import.meta.resolve('@tune/core'))};
import { valueOf } from ${JSON.stringify(import.meta.url)};
const objective = {
  name: '${name}', direction: 'minimize', isolation: 'process',
  space: space({ x: float(-2, 2), y: float(-2, ${2 + index}) }),
};
const evaluating = (isTest) => async (point, { seed }) => {
  appendFileSync(process.env.TUNE_EVALUATIONS, JSON.stringify(['${name}', isTest, point, seed]) + '\\n');
  await new Promise((resolve) => setTimeout(resolve, ${milliseconds}));
  return valueOf(point, seed, isTest);
};
export default {
  ...objective,
  evaluate: evaluating(false),
  ${hasTest ? "test: () => ({ ...objective, description: 'without noise', evaluate: evaluating(true) })," : ''}
};
`,
    );
    return file;
  });
}

/** How often each evaluation was begun, by objective, point and seed. */
export function evaluationsIn(log) {
  const counts = new Map();
  const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1);
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}
