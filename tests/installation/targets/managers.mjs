import { join } from 'node:path';
import { diagnosis, program } from '../harness/program.mjs';

const group = 'manager';
const files = { 'search.js': program };

/** Caches and settings of a package manager inside of the project, so that nothing of an earlier run is found. */
const ownFolders = ({ folder }) => ({
  ...Object.fromEntries(
    ['CACHE', 'DATA', 'STATE', 'CONFIG'].map((kind) => [
      `XDG_${kind}_HOME`,
      join(folder, '.own', kind.toLowerCase()),
    ]),
  ),
  BUN_INSTALL_CACHE_DIR: join(folder, '.own', 'bun'),
  DENO_DIR: join(folder, '.own', 'deno'),
  YARN_CACHE_FOLDER: join(folder, '.own', 'yarn'),
});

const pnpm = (name, title, tool, command) => ({
  name,
  group,
  uses: [tool],
  title,
  expects: 'native',
  async run({ projects, tools }) {
    const project = projects.write(name, { files });
    const [program, ...args] = command(tools);
    await project.run(program, [...args, 'install'], { env: ownFolders(project) });
    return project.find(['search.js']);
  },
});

const yarnBerry = (linker, title) => ({
  name: `yarn-${linker}`,
  group,
  uses: ['@yarnpkg/cli-dist'],
  title,
  expects: 'native',
  async run({ projects, tools }) {
    const project = projects.write(`yarn-${linker}`, { files });
    project.write({
      'yarn.lock': '',
      '.yarnrc.yml': `nodeLinker: ${linker}
enableTelemetry: false
enableGlobalCache: false
enableImmutableInstalls: false
unsafeHttpWhitelist: ['127.0.0.1']
npmScopes:
  tune:
    npmRegistryServer: '${project.registry.replace(/\/$/, '')}'
`,
    });
    const yarn = join(tools, 'node_modules', '@yarnpkg', 'cli-dist', 'bin', 'yarn.js');
    const env = ownFolders(project);
    await project.run('node', [yarn, 'install'], { env });
    return project.find([yarn, 'node', 'search.js'], { env });
  },
});

export const managers = [
  {
    name: 'npm-ignore-scripts',
    group,
    title: 'npm install --ignore-scripts',
    expects: 'native',
    async run({ projects }) {
      const flags = ['--ignore-scripts'];
      const project = await projects.install('npm-ignore-scripts', { files, flags });
      return project.find(['search.js']);
    },
  },
  {
    name: 'npm-omit-optional',
    group,
    title: 'npm install --omit=optional; the diagnosis names the package that is missing',
    expects: 'wasm',
    async run({ projects }) {
      const project = await projects.install('npm-omit-optional', {
        files: { ...files, 'diagnose.js': diagnosis },
        flags: ['--omit=optional'],
      });
      const { stdout } = await project.run('node', ['diagnose.js']);
      if (!/@tune\/gp-native-\S+: it is not installed/.test(stdout)) throw new Error(stdout);
      return project.find(['search.js']);
    },
  },
  pnpm('pnpm-12', 'pnpm 12', '@pnpm/exe.linux-x64', (tools) => [
    join(tools, 'node_modules', '@pnpm', `exe.${process.platform}-${process.arch}`, 'pnpm'),
  ]),
  pnpm('pnpm-10', 'pnpm 10', 'pnpm-10', (tools) => [
    'node',
    join(tools, 'node_modules', 'pnpm-10', 'bin', 'pnpm.cjs'),
  ]),
  yarnBerry('node-modules', 'Yarn 4 with node_modules'),
  yarnBerry('pnp', "Yarn 4 with Plug'n'Play"),
  {
    name: 'yarn-classic',
    group,
    uses: ['yarn'],
    title: 'Yarn 1',
    expects: 'native',
    async run({ projects, tools }) {
      const project = projects.write('yarn-classic', { files });
      const yarn = join(tools, 'node_modules', 'yarn', 'bin', 'yarn.js');
      const args = [yarn, 'install', '--non-interactive', '--no-progress'];
      await project.run('node', args, { env: ownFolders(project) });
      return project.find(['search.js']);
    },
  },
  {
    name: 'bun',
    group,
    uses: ['bun'],
    title: 'Bun: bun install, bun search.js',
    expects: 'native',
    async run({ projects, tools }) {
      const bun = join(tools, 'node_modules', '@oven', `bun-${system()}`, 'bin', 'bun');
      const project = projects.write('bun', { files });
      const env = ownFolders(project);
      await project.run(bun, ['install'], { env });
      return project.find(['search.js'], { node: bun, env });
    },
  },
  {
    name: 'deno',
    group,
    uses: ['deno'],
    title: 'Deno: deno install, deno run',
    expects: 'native',
    async run({ projects, tools }) {
      const deno = join(tools, 'node_modules', '@deno', `${system()}-glibc`, 'deno');
      const project = projects.write('deno', { files });
      const env = { ...ownFolders(project), DENO_NO_UPDATE_CHECK: '1' };
      await project.run(deno, ['install'], { env });
      return project.find(['run', '--allow-all', 'search.js'], { node: deno, env });
    },
  },
];

/** As the binaries of Bun and Deno are called. */
const system = () =>
  `${process.platform}-${process.arch === 'arm64' ? (process.platform === 'linux' ? 'aarch64' : 'arm64') : process.arch}`;
