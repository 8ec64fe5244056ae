// One checkout of this repository, this one or an older one, behind the few calls that are measured.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Mistake } from '../flags.mjs';

/**
 * The first edition of the engine took every option, handed asked trials out as a list, and ran a loop
 * only while its events were read.
 */
export async function openCheckout(folder) {
  const load = (name) => import(pathToFileURL(distOf(folder, name)).href);
  const [core, runtime, strategies] = await Promise.all(
    ['core', 'runtime', 'strategies'].map(load),
  );
  const isFirst = core.isTuneError === undefined;
  // Later editions have the system's clock by default.
  const { processClock, sqliteStorage } = runtime;
  return {
    ...{ isFirst, core, strategies, sqliteStorage },
    bin: join(folder, 'packages', 'cli', 'bin', 'tune.js'),
    /** A study with a memory storage, if no other is given. */
    createStudy: ({ storage = core.memoryStorage(), ...options }) =>
      core.createStudy({
        ...{ name: 'measured', direction: 'minimize', clock: processClock, seed: 1 },
        ...{ strategy: strategies.random(), storage },
        ...options,
      }),
    async ask(study) {
      const asked = await study.ask(...(isFirst ? [1] : []));
      return isFirst ? asked[0] : asked;
    },
    tell: (study, trial, value) =>
      study.tell(trial, isFirst ? { state: 'complete', values: [value] } : value),
    /** Runs a study to its end in this process. */
    async optimize(study, evaluate, options = {}) {
      if (!isFirst) return study.optimize(evaluate, options);
      const { space } = study;
      const objective = { name: 'measured', direction: 'minimize', space, evaluate };
      for await (const event of study.optimize(core.inProcessExecutor(objective), options)) {
        void event;
      }
    },
  };
}

/** The compiled entry point of a package. */
function distOf(folder, name) {
  const file = join(folder, 'packages', name, 'dist', 'index.js');
  if (existsSync(file)) return file;
  throw new Mistake(`${file} does not exist; build the checkout first: npm run build`);
}
