import { join } from 'node:path';
import { program, programCommonJs, programOfTune } from '../harness/program.mjs';

const group = 'node';
const anotherNode = (major) => ({
  name: `node-${major}`,
  group,
  uses: [`node-${major}-x64`],
  title: `Node ${major}, import and require`,
  expects: 'native',
  async run({ projects, tools }) {
    const node = join(tools, 'node_modules', `node-${major}-${process.arch}`, 'bin', 'node');
    const project = await projects.install(`node-${major}`, {
      files: { 'search.mjs': program, 'search.cjs': programCommonJs },
    });
    return [
      await project.find(['search.mjs'], { node }),
      await project.find(['search.cjs'], { node }),
    ];
  },
});

/** Node itself, without tools. */
export const node = [
  {
    name: 'node-import',
    group,
    title: 'Node, import',
    expects: 'native',
    async run({ projects }) {
      const project = await projects.install('node-import', { files: { 'search.js': program } });
      return project.find(['search.js']);
    },
  },
  {
    name: 'node-require',
    group,
    title: 'Node, require()',
    expects: 'native',
    async run({ projects }) {
      const project = await projects.install('node-require', {
        type: 'commonjs',
        files: { 'search.js': programCommonJs },
      });
      return project.find(['search.js']);
    },
  },
  {
    name: 'node-tune',
    group,
    title: 'Node, @tune/tune: the library and `npx tune compare`',
    expects: 'native',
    async run({ projects }) {
      const project = await projects.install('node-tune', {
        dependencies: ['@tune/tune'],
        files: { 'search.js': programOfTune },
      });
      const found = await project.find(['search.js']);
      const flags = ['--objective', 'branin', '--strategies', 'bayes,random', '--trials', '15'];
      const { stdout } = await project.run('npx', ['tune', 'compare', ...flags]);
      if (!/gaussian process +native/i.test(stdout)) throw new Error(`no native model:\n${stdout}`);
      return found;
    },
  },
  anotherNode(22),
  anotherNode(24),
];
