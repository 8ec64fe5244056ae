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
    files(`${name}/src`, /^[^.]*\.ts$/).map((file) =>
      file.replace(`/${name}/src/`, `/${name}/dist/`).replace(/ts$/, 'js'),
    );
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

const pinned = readFileSync(new URL('../rivals/requirements.txt', import.meta.url), 'utf8');
const versionOf = (name) => pinned.match(new RegExp(`^${name}==(.+)$`, 'mi'))[1];
const RIVALS = {
  'optuna-tpe': 'optuna',
  'optuna-gp': 'optuna',
  'optuna-cma': 'optuna',
  bayes_opt: 'bayesian-optimization',
  skopt: 'scikit-optimize',
  hebo: 'HEBO',
  ax: 'ax-platform',
  smac: 'smac',
};

function rival(label) {
  if (!Object.hasOwn(RIVALS, label)) return undefined;
  const child = new LineProcess(
    pythonOfRivals(),
    [new URL('../rivals/peers.py', import.meta.url)],
    rivalEnv,
  );
  return {
    version: versionOf(RIVALS[label]),
    async start({ objective: { space }, trials }, seed) {
      const { parameters } = space.toJSON();
      // Optuna defines its space while it runs, so a parent must come before its children.
      const depth = (p) =>
        p.when ? 1 + depth(parameters.find(({ name }) => name === p.when.parent)) : 0;
      const ordered = parameters.toSorted((a, b) => depth(a) - depth(b));
      await child.request({ op: 'start', peer: label, parameters: ordered, seed, trials });
      return {
        async ask() {
          const { point } = await child.request({ op: 'ask' });
          // Libraries without conditions fill in every parameter; inactive ones are removed.
          const mask = space.mask(point);
          return Object.fromEntries(
            space.names.flatMap((name, j) => (mask[j] ? [[name, point[name]]] : [])),
          );
        },
        tell: (value) => child.request({ op: 'tell', value: value ?? null }),
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
