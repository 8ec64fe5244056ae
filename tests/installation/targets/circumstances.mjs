import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { diagnosis, program, programOfTune } from '../harness/program.mjs';

const group = 'circumstances';

export const circumstances = [
  {
    name: 'without-compiler',
    group,
    title: 'no compiler, CMake, make or Python on PATH; @tune/tune with install scripts allowed',
    expects: 'native',
    async run({ projects, plain }) {
      const bin = join(plain, 'few-commands');
      mkdirSync(bin);
      for (const name of ['node', 'npm', 'nice', 'sh', 'env']) {
        symlinkSync(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(bin, name));
      }
      const env = { PATH: bin, npm_config_ignore_scripts: 'false' };
      const project = await projects.install('without-compiler', {
        env,
        dependencies: ['@tune/tune'],
        files: { 'search.js': programOfTune },
      });
      return project.find(['search.js'], { env });
    },
  },
  {
    name: 'two-cores',
    group,
    title: 'two copies of @tune/core: errors are recognized, spaces of the other copy accepted',
    expects: 'native',
    async run({ projects }) {
      const project = await projects.install('two-cores', {
        files: { 'search.js': program, 'other.js': withOtherCopy },
      });
      const scope = join(project.folder, 'node_modules', '@tune');
      // As npm lays it out when the project wants another version of core than strategies does.
      const second = join(scope, 'strategies', 'node_modules', '@tune', 'core');
      cpSync(join(scope, 'core'), second, { recursive: true });
      const { stdout } = await project.run('node', ['other.js']);
      const said = JSON.parse(stdout);
      const wanted = { copies: 2, recognized: true, code: 'STRATEGY_OPTION_INVALID', trials: 5 };
      if (JSON.stringify(said) !== JSON.stringify(wanted)) {
        throw new Error(`expected ${JSON.stringify(wanted)}, got ${stdout}`);
      }
      return project.find(['search.js']);
    },
  },
  {
    name: 'contents',
    group,
    title: 'no package runs anything when it is installed; only platform packages name a system',
    async run({ packages }) {
      const hooks = ['preinstall', 'install', 'postinstall', 'prepare'];
      for (const { manifest } of Object.values(packages)) {
        const { name, scripts = {}, os, cpu, gypfile } = manifest;
        const found = hooks.filter((hook) => hook in scripts);
        if (found.length > 0) throw new Error(`${name} has the script ${found.join(', ')}`);
        const isPlatform = name.startsWith('@tune/gp-native-');
        if (isPlatform !== (os !== undefined && cpu !== undefined) || gypfile !== undefined) {
          throw new Error(`${name} has os ${os}, cpu ${cpu}, gypfile ${gypfile}`);
        }
      }
    },
  },
  {
    name: 'other-version',
    group,
    title: 'a platform package of another version is not taken; WebAssembly is, and it is said why',
    expects: 'wasm',
    async run({ projects }) {
      const project = await projects.install('other-version', {
        files: { 'search.js': program, 'diagnose.js': diagnosis },
      });
      const scope = join(project.folder, 'node_modules', '@tune');
      const [name] = readdirSync(scope).filter((entry) => entry.startsWith('gp-native-'));
      const file = join('node_modules', '@tune', name, 'package.json');
      const manifest = readFileSync(join(project.folder, file), 'utf8');
      project.write({ [file]: manifest.replace('"version": "', '"version": "9') });
      const { stdout } = await project.run('node', ['diagnose.js']);
      if (!/it has version 9\S+, but version \S+ is needed/.test(stdout)) throw new Error(stdout);
      return project.find(['search.js']);
    },
  },
  {
    name: 'strategy-of-another-author',
    group,
    title: 'a strategy made with @tune/core/plugin only, with errors of its own',
    async run({ projects }) {
      const project = await projects.install('strategy-of-another-author', {
        files: { 'search.js': plugin },
      });
      const { stdout } = await project.run('node', ['search.js']);
      const wanted = { code: 'NAP_TIRED', message: 'It sleeps after 3 trials.', ours: true };
      const found = JSON.parse(stdout);
      if (JSON.stringify(found) !== JSON.stringify(wanted)) throw new Error(stdout);
    },
  },
];

const plugin = `import { createStudy, isTuneError, int } from '@tune/core';
import { createRng, defineErrors } from '@tune/core/plugin';
const tired = defineErrors({ NAP_TIRED: ({ after }) => \`It sleeps after \${after} trials.\` });
const nap = {
  name: 'nap',
  apiVersion: 1,
  capabilities: { parallel: true, exhaustive: false },
  async suggest({ history, space }) {
    if (history.ended.length === 3) throw tired('NAP_TIRED', { after: 3 });
    return [{ point: space.decode([createRng(history.ended.length).next()]) }];
  },
};
const study = await createStudy({ space: { n: int(1, 9) }, strategy: nap });
const error = await study.optimize(({ n }) => n).catch((error) => error);
const { code, message } = error;
console.log(JSON.stringify({ code, message, ours: isTuneError(error) }));
`;

/** The project's copy of core meets that of @tune/strategies. */
const withOtherCopy = `import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { createStudy, float, isTuneError } from '@tune/core';
import { bayes, random } from '@tune/strategies';
const require = createRequire(import.meta.url);
const theirs = createRequire(require.resolve('@tune/strategies')).resolve('@tune/core');
const other = await import(pathToFileURL(theirs).href);
const copies = new Set([createStudy, other.createStudy]).size;
let error;
try {
  bayes({ initialTrials: -1 });
} catch (caught) {
  error = caught;
}
const study = await createStudy({
  space: other.createSpace?.({ x: other.float(0, 1) }) ?? { x: other.float(0, 1) },
  strategy: random(),
  seed: 1,
});
await study.optimize(({ x }) => x, { trials: 5 });
console.log(
  JSON.stringify({ copies, recognized: isTuneError(error), code: error.code, trials: study.size }),
);
`;
