import { join } from 'node:path';
import { program, searchModule } from '../harness/program.mjs';

const group = 'bundler';
const page = (script, attributes = 'type="module"') =>
  `<!doctype html><title>search</title><script ${attributes} src="${script}"></script>`;
/** A page that searches itself, and one whose worker searches. */
const onPage = `import { search } from './search.js';
search().then((found) => console.log(JSON.stringify(found)));
`;
const inWorker = `const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
worker.onmessage = ({ data }) => console.log(JSON.stringify(data));
worker.onerror = ({ message }) => reportError(new Error(message));
`;
const worker = `import { search } from './search.js';
search().then(postMessage, (error) => postMessage({ error: String(error.stack) }));
`;
const sources = {
  'src/search.js': searchModule,
  'src/page.js': onPage,
  'src/in-worker.js': inWorker,
  'src/worker.js': worker,
  'src/node.js': program,
};

/** A project that finds the tools as if it had installed them. */
const install = (projects, name, files = {}) =>
  projects.install(name, { tools: true, files: { ...sources, ...files } });

export const bundlers = [
  {
    name: 'vite',
    group,
    uses: ['vite'],
    title: 'vite build, a page and a worker',
    expects: 'wasm',
    async run({ projects, chromium, tools }) {
      const project = await install(projects, 'vite');
      const found = [];
      for (const entry of ['page', 'in-worker']) {
        project.write({ 'index.html': page(`/src/${entry}.js`) });
        await project.run('node', [vite(tools), 'build', '--outDir', entry]);
        found.push(await chromium.find(join(project.folder, entry)));
      }
      return found;
    },
  },
  {
    name: 'vite-dev',
    group,
    uses: ['vite'],
    title: 'vite, the development server, a page and a worker',
    expects: 'wasm',
    async run({ projects, chromium, tools }) {
      const project = await install(projects, 'vite-dev', {
        'index.html': page('/src/page.js'),
        'worker.html': page('/src/in-worker.js'),
      });
      const server = project.start('node', [vite(tools), '--port', '0', '--host', '127.0.0.1']);
      try {
        const { 1: url } = await server.says(/(http:\/\/127\.0\.0\.1:\d+\/)/);
        return [await chromium.visit(url), await chromium.visit(`${url}worker.html`)];
      } finally {
        await server.stop();
      }
    },
  },
  {
    name: 'vite-ssr',
    group,
    uses: ['vite'],
    title:
      'vite build --ssr, in Node: packages outside of the bundle; all in it, also without node_modules',
    expects: ['native', 'native', 'wasm'],
    async run({ projects, tools }) {
      const project = await install(projects, 'vite-ssr');
      await project.run('node', [vite(tools), 'build', '--ssr', 'src/node.js', '--outDir', 'out']);
      project.write({ 'vite.config.js': `export default { ssr: { noExternal: true } };\n` });
      await project.run('node', [vite(tools), 'build', '--ssr', 'src/node.js', '--outDir', 'all']);
      return [
        await project.find(['out/node.js']),
        ...(await project.findWithAndWithoutPackages('all/node.js')),
      ];
    },
  },
  {
    name: 'webpack',
    group,
    uses: ['webpack'],
    title: 'webpack, a page and a worker',
    expects: 'wasm',
    async run({ projects, chromium }) {
      const project = await install(projects, 'webpack', { 'build.cjs': webpackBuild });
      const found = [];
      for (const entry of ['page', 'in-worker']) {
        await project.run('node', ['build.cjs', 'web', entry]);
        project.write({ [`${entry}/index.html`]: page('out.js', 'defer') });
        found.push(await chromium.find(join(project.folder, entry)));
      }
      return found;
    },
  },
  {
    name: 'webpack-node',
    group,
    uses: ['webpack'],
    title: 'webpack for Node, in the project and without node_modules',
    expects: ['native', 'wasm'],
    async run({ projects }) {
      const project = await install(projects, 'webpack-node', { 'build.cjs': webpackBuild });
      await project.run('node', ['build.cjs', 'node', 'node']);
      return project.findWithAndWithoutPackages('node/out.cjs');
    },
  },
  {
    name: 'esbuild',
    group,
    uses: ['esbuild'],
    title: 'esbuild for the browser, modules and iife',
    expects: 'wasm',
    async run({ projects, chromium, tools }) {
      const project = await install(projects, 'esbuild');
      const found = [];
      for (const format of ['esm', 'iife']) {
        await project.run(esbuild(tools), [
          ...['src/page.js', '--bundle', '--platform=browser', '--minify'],
          ...[`--format=${format}`, `--outfile=${format}/out.js`],
        ]);
        const attributes = format === 'esm' ? 'type="module"' : 'defer';
        project.write({ [`${format}/index.html`]: page('out.js', attributes) });
        found.push(await chromium.find(join(project.folder, format)));
      }
      return found;
    },
  },
  {
    name: 'esbuild-node',
    group,
    uses: ['esbuild'],
    title: 'esbuild for Node, modules and CommonJS, in the project and without node_modules',
    expects: ['native', 'wasm', 'native', 'wasm'],
    async run({ projects, tools }) {
      const project = await install(projects, 'esbuild-node');
      const found = [];
      for (const [format, ending] of [
        ['esm', 'mjs'],
        ['cjs', 'cjs'],
      ]) {
        await project.run(esbuild(tools), [
          ...['src/node.js', '--bundle', '--platform=node'],
          ...[`--format=${format}`, `--outfile=out/out.${ending}`],
        ]);
        found.push(...(await project.findWithAndWithoutPackages(`out/out.${ending}`)));
      }
      return found;
    },
  },
  {
    name: 'rollup',
    group,
    uses: ['rollup', '@rollup/plugin-node-resolve'],
    title:
      'Rollup with node-resolve: a page; Node, modules and CommonJS, in the project and without node_modules',
    expects: ['wasm', 'native', 'wasm', 'native', 'wasm'],
    async run({ projects, chromium }) {
      const project = await install(projects, 'rollup', { 'build.mjs': rollupBuild });
      await project.run('node', ['build.mjs']);
      project.write({ 'page/index.html': page('out.js') });
      return [
        await chromium.find(join(project.folder, 'page')),
        ...(await project.findWithAndWithoutPackages('node/out.mjs')),
        ...(await project.findWithAndWithoutPackages('node/out.cjs')),
      ];
    },
  },
];

const vite = (tools) => join(tools, 'node_modules', 'vite', 'bin', 'vite.js');
const esbuild = (tools) =>
  join(tools, 'node_modules', '@esbuild', `${process.platform}-${process.arch}`, 'bin', 'esbuild');

/** webpack without its command: \`node build.cjs TARGET ENTRY\`. Other warnings than those about size fail too. */
const webpackBuild = `const webpack = require('webpack');
const { resolve } = require('node:path');
const [target, entry] = process.argv.slice(2);
const filename = target === 'node' ? 'out.cjs' : 'out.js';
webpack(
  {
    mode: 'production',
    target,
    performance: { hints: false },
    entry: './src/' + entry + '.js',
    output: { path: resolve(entry), filename },
  },
  (error, stats) => {
    if (error || stats.hasErrors() || stats.hasWarnings()) {
      console.error(error ?? stats.toString({ all: false, errors: true, warnings: true }));
      process.exit(1);
    }
  },
);
`;

const rollupBuild = `import nodeResolve from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';
async function build(input, options, outputs) {
  const onwarn = (warning) => { throw new Error(warning.message); };
  const bundle = await rollup({ input, plugins: [nodeResolve(options)], onwarn });
  for (const output of outputs) await bundle.write(output);
  await bundle.close();
}
await build('src/page.js', { browser: true }, [{ file: 'page/out.js', format: 'es' }]);
await build('src/node.js', { exportConditions: ['node'] }, [
  { file: 'node/out.mjs', format: 'es', inlineDynamicImports: true },
  { file: 'node/out.cjs', format: 'cjs', inlineDynamicImports: true },
]);
`;
