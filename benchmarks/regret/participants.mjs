// The participants: our strategies, each in a Study, and the rivals in a Python process. Both have the form
// { version, start(problem, seed) -> { ask(), tell(value), close() }, end() }.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createStudy } from '@tune/core';
import { builtInStrategies } from '@tune/strategies';
import typescript from 'typescript';
import { Mistake } from '../flags.mjs';
import { pythonOfRivals, rivalEnv } from '../rivals/environment.mjs';
import { LineProcess } from '../rivals/line-process.mjs';

const packages = fileURLToPath(new URL('../../packages/', import.meta.url));

const withoutComments = (text) =>
  typescript.transpileModule(text, {
    fileName: 'module.js',
    compilerOptions: {
      removeComments: true,
      target: typescript.ScriptTarget.ESNext,
      module: typescript.ModuleKind.ESNext,
    },
  }).outputText;

/**
 * A hash of the code that computes our suggestions: the built JavaScript without comments, and the sources
 * of the addon. A built addon differs from compiler to compiler; these files are equal on every machine.
 */
function ourVersion() {
  const hash = createHash('sha256');
  const files = (folder, ending) =>
    readdirSync(`${packages}${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((file) => ending.test(file))
      .toSorted()
      .map((file) => `${packages}${folder}/${file}`);
  // Only files with a source: dist may have files of earlier builds.
  const built = (name) =>
    files(`${name}/src`, /^[^.]*\.ts$/)
      // Compiled into worker-source.ts.
      .filter((file) => !file.endsWith('/wasm/worker.ts'))
      .map((file) => file.replace(`/${name}/src/`, `/${name}/dist/`).replace(/ts$/, 'js'));
  for (const file of [
    ...['core', 'strategies', 'gp-native'].flatMap(built),
    ...['binding', 'gp'].flatMap((part) => files(`gp-native/cpp/${part}`, /\.(cc|h)$/)),
    `${packages}gp-native/CMakeLists.txt`,
  ]) {
    const text = readFileSync(file, 'utf8');
    hash.update(file.endsWith('.js') ? withoutComments(text) : text);
  }
  return hash.digest('hex').slice(0, 8);
}

/** One of our strategies by its name and options: `bayes?noise=deterministic`. */
function ours(label) {
  const [name, query] = label.split('?');
  if (!Object.hasOwn(builtInStrategies, name)) return undefined;
  const options = Object.fromEntries(
    [...new URL(`x:?${query ?? ''}`).searchParams].map(([key, value]) => [
      key,
      /^(true|false)$/.test(value)
        ? value === 'true'
        : Number.isNaN(Number(value))
          ? value
          : Number(value),
    ]),
  );
  const make = () => builtInStrategies[name](options);
  try {
    make();
  } catch (error) {
    throw new Mistake(error.message);
  }
  return {
    version: ourVersion(),
    async start({ objective, trials }, seed) {
      const study = await createStudy({
        space: objective.space,
        direction: objective.direction,
        strategy: make(),
        seed,
        budget: { trials },
      });
      let trial;
      return {
        async ask() {
          trial = await study.ask();
          return trial?.point;
        },
        tell: (value) => study.tell(trial, value ?? { failed: 'violates a constraint' }),
        close: () => study.dispose(),
      };
    },
    end() {},
  };
}

const python = new URL('../../packages/python/', import.meta.url);
const pinned = readFileSync(new URL('requirements/shared.txt', python), 'utf8');
const versionOf = (name) => pinned.match(new RegExp(`^${name}==(.+)$`, 'mi'))[1];
/** What each is called by the adapters of packages/python, and the library whose version counts. */
const RIVALS = {
  'optuna-tpe': ['optuna:tpe', 'optuna'],
  'optuna-gp': ['optuna:gp', 'optuna'],
  'optuna-cma': ['optuna:cmaes', 'optuna'],
  bayes_opt: ['bayes_opt', 'bayesian-optimization'],
  skopt: ['skopt', 'scikit-optimize'],
  hebo: ['hebo', 'HEBO'],
  ax: ['ax', 'ax-platform'],
  smac: ['smac', 'smac'],
};

function rival(label) {
  if (!Object.hasOwn(RIVALS, label)) return undefined;
  const [name, library] = RIVALS[label];
  // Not as a strategy of a Study, which asks again where a constraint is violated: here that is a trial.
  const child = new LineProcess(
    pythonOfRivals(),
    [new URL('tune_strategies/__main__.py', python), name],
    rivalEnv,
  );
  return {
    version: versionOf(library),
    async start({ objective: { space }, trials }, seed) {
      const { parameters } = space.toJSON();
      await child.request({ op: 'start', space: parameters, seed, budget: trials });
      let point;
      return {
        async ask() {
          const { points } = await child.request({ op: 'suggest', count: 1 });
          [point] = points;
          return point;
        },
        tell: (value) => {
          const trial = value === undefined ? { point, failed: 'constraint' } : { point, value };
          return child.request({ op: 'observe', trials: [trial] });
        },
        close() {},
      };
    },
    end: () => child.end(),
  };
}

export function participant(label) {
  const found = ours(label) ?? rival(label);
  if (found === undefined) {
    const known = [...Object.keys(builtInStrategies), ...Object.keys(RIVALS)].join(', ');
    throw new Mistake(`no participant is called ${label}; known: ${known}`);
  }
  return found;
}
