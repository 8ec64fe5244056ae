import { join } from 'node:path';
import { searchTypeScript } from '../harness/program.mjs';

const group = 'typescript';
const VERSIONS = ['5.4', '5.9', '6', '7'];
const NODE_TYPES = '20.19.25';
/** What these entries are for, TensorFlow and test runners, is beside them in projects that use them. */
const LEFT_OUT = [
  ...['@tune/objectives/mnist', '@tune/objectives/mnist/tensorflow'],
  ...['@tune/testkit/vitest', '@tune/testkit/jest'],
];
const isPlatform = (name) => name.startsWith('@tune/gp-native-');

const RESOLUTIONS = {
  node16: { module: 'node16', moduleResolution: 'node16' },
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
};
const strict = {
  ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
  ...{ skipLibCheck: false, target: 'es2022', rootDir: '.' },
};

const config = (compilerOptions, files) => JSON.stringify({ compilerOptions, files });
const tsc = (tools, version) => join(tools, 'node_modules', `typescript-${version}`, 'bin', 'tsc');

/** A module that imports every entry of every package. */
function everyEntry(packages) {
  const entries = Object.values(packages)
    .flatMap(({ manifest: { name, exports = {} } }) =>
      isPlatform(name) ? [] : Object.keys(exports).map((path) => join(name, path)),
    )
    .filter((entry) => !/\.js(on)?$|\*/.test(entry) && !LEFT_OUT.includes(entry));
  const imports = entries.map((entry, i) => `import * as entry${i} from '${entry}';`);
  const names = entries.map((_, i) => `entry${i}`);
  return `${imports.join('\n')}\nexport const entries: object[] = [${names.join(', ')}];\n`;
}

/** One project for all versions: each has configurations and output of its own in it. */
let shared;
const project = ({ projects, packages }) =>
  (shared ??= projects.install('typescript', {
    dependencies: Object.keys(packages).filter((name) => !isPlatform(name)),
    manifest: { dependencies: { '@types/node': NODE_TYPES } },
    files: {
      'search.ts': searchTypeScript,
      'required.cts': searchTypeScript,
      'entries.ts': everyEntry(packages),
    },
  }));

const importing = (version) => ({
  name: `typescript-${version}`,
  group,
  uses: [`typescript-${version}`],
  title: `TypeScript ${version}: node16, nodenext and bundler; every entry, with skipLibCheck false`,
  expects: 'native',
  async run(context) {
    const { tools } = context;
    const made = await project(context);
    const found = [];
    for (const [name, resolution] of Object.entries(RESOLUTIONS)) {
      const outDir = `out-${version}-${name}`;
      const file = `tsconfig-${version}-${name}.json`;
      const options = { ...strict, ...resolution, outDir, types: ['node'] };
      made.write({ [file]: config(options, ['search.ts', 'entries.ts']) });
      await made.run('node', [tsc(tools, version), '-p', file]);
      found.push(await made.find([join(outDir, 'search.js')]));
    }
    return found;
  },
});

const requiring = (version) => ({
  name: `typescript-${version}-require`,
  group,
  uses: [`typescript-${version}`],
  title: `TypeScript ${version}: require() from a CommonJS file with node16`,
  expects: 'native',
  async run(context) {
    const { tools } = context;
    const made = await project(context);
    const outDir = `out-${version}-require`;
    const file = `tsconfig-${version}-require.json`;
    const options = { ...strict, ...RESOLUTIONS.node16, outDir, types: ['node'] };
    made.write({ [file]: config(options, ['required.cts']) });
    await made.run('node', [tsc(tools, version), '-p', file]);
    return made.find([join(outDir, 'required.cjs')]);
  },
});

export const typescript = [
  ...VERSIONS.map(importing),
  ...VERSIONS.map(requiring),
  {
    name: 'typescript-browser',
    group,
    uses: ['typescript-5.4', 'typescript-7'],
    title: 'TypeScript 5.4 and 7 without the types of Node, for a page',
    async run({ projects, tools }) {
      const made = await projects.install('typescript-browser', {
        files: { 'search.ts': searchTypeScript },
      });
      for (const version of ['5.4', '7']) {
        const options = { ...strict, ...RESOLUTIONS.bundler, types: [], noEmit: true };
        const lib = ['es2022', 'dom'];
        made.write({ 'tsconfig.json': config({ ...options, lib }, ['search.ts']) });
        await made.run('node', [tsc(tools, version), '-p', '.']);
      }
    },
  },
];
