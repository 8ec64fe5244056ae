import { availableParallelism } from 'node:os';
import { expectModel } from './found.mjs';

/** Those of a machine with two cores; more would only wait for each other. */
const AT_ONCE = Math.min(2, availableParallelism());

/** Runs every target, at most two at once and heavy ones one at a time, and prints a line about each. */
export async function runTargets(targets, context) {
  const waiting = [...targets];
  const results = [];
  let heavy = false;
  const take = () => {
    const index = waiting.findIndex((target) => !(target.heavy && heavy));
    return index < 0 ? undefined : waiting.splice(index, 1)[0];
  };
  async function work() {
    for (let target = take(); target !== undefined; target = take()) {
      if (target.heavy) heavy = true;
      const result = await runTarget(target, context);
      if (target.heavy) heavy = false;
      results.push(result);
      printLine(result);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  // A worker ends when only heavy targets are left and one is running; the other worker takes them.
  return targets.map((target) => results.find((result) => result.target === target));
}

async function runTarget(target, context) {
  if (target.notRun !== undefined) return { target, seconds: 0, notRun: target.notRun };
  const began = performance.now();
  let error;
  try {
    const found = await target.run(context);
    check(target, [found].flat());
  } catch (caught) {
    error = caught instanceof Error ? caught.message : String(caught);
  }
  return { target, seconds: (performance.now() - began) / 1000, error };
}

/** `expects` is one backend for everything that was found, or a list with one for each. */
function check({ expects }, found) {
  if (expects === undefined) return;
  const backends = Array.isArray(expects) ? expects : found.map(() => expects);
  if (found.length !== backends.length) {
    throw new Error(`expected ${backends.length} searches, but ${found.length} were made`);
  }
  for (const [i, backend] of backends.entries()) {
    try {
      expectModel(found[i], backend);
    } catch (error) {
      const { message } = error;
      throw new Error(`search ${i + 1} of ${found.length}: ${message}`, { cause: error });
    }
  }
}

function printLine({ target: { name, title }, seconds, error, notRun }) {
  const mark = notRun !== undefined ? 'not run' : error === undefined ? 'ok' : 'FAILED';
  const time = `${seconds.toFixed(1).padStart(5)} s`;
  const what = notRun === undefined ? title : `${title}: ${notRun}`;
  console.log(`${mark.padEnd(8)} ${name.padEnd(26)} ${time}  ${what}`);
  if (error !== undefined) console.log(error.replace(/^/gm, '    '));
}
