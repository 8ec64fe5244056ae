/**
 * Lays out the packages to publish, ready for `npm pack` or `npm publish`:
 *
 *   node scripts/stage-packages.mjs [folder]        default build/npm
 *
 *   folder/gp-native-<os>-<arch>[-<libc>]   the addon of the local build; npm installs it if os, cpu and libc match
 *   folder/gp-native                        the package itself, with every platform package in the folder as optional
 *                                           dependency, pinned to its version
 *
 * For a release, put the platform packages from other machines into the folder first. No package has an install script.
 * Without a matching platform package, gp-native uses its WebAssembly build.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { platformPackage } from '../dist/native-files.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = resolve(process.argv[2] ?? join(root, 'build', 'npm'));
const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const addon = join(root, 'build', 'Release', 'gp_native.node');
if (!existsSync(addon)) {
  console.error('gp-native: no local build found; run `npm run native -w @tune/gp-native`.');
  process.exit(1);
}
stagePlatform();
stageMain();

function stagePlatform() {
  const name = platformPackage();
  const directory = emptyDirectory(name);
  const libc =
    process.platform === 'linux' ? (name.endsWith('-musl') ? 'musl' : 'glibc') : undefined;
  const where = `${process.platform}, ${process.arch}${libc ? `, ${libc}` : ''}`;
  cpSync(addon, join(directory, 'gp_native.node'));
  cpSync(join(root, 'LICENSE'), join(directory, 'LICENSE'));
  writeFileSync(
    join(directory, 'README.md'),
    `# ${name}\n\nThe addon of \`@tune/gp-native\` for ${where}; install that package, which depends on this one.\n`,
  );
  writeJson(directory, {
    name,
    version: own.version,
    description: `The addon of @tune/gp-native for ${where}`,
    license: own.license,
    engines: own.engines,
    os: [process.platform],
    cpu: [process.arch],
    ...(libc && { libc: [libc] }),
    main: 'gp_native.node',
    files: ['gp_native.node'],
    preferUnplugged: true,
  });
}

function stageMain() {
  const platforms = readdirSync(folder)
    .filter((entry) => entry.startsWith('gp-native-'))
    .map((entry) => JSON.parse(readFileSync(join(folder, entry, 'package.json'), 'utf8')));
  const stale = platforms.filter(({ version }) => version !== own.version);
  if (stale.length > 0) {
    const list = stale.map(({ name, version }) => `${name} ${version}`).join(', ');
    console.error(`gp-native: expected platform packages of version ${own.version}, got ${list}.`);
    process.exit(1);
  }
  const directory = emptyDirectory(own.name);
  for (const entry of own.files)
    cpSync(join(root, entry), join(directory, entry), { recursive: true });
  // Fields that are only needed in a clone are left out.
  const kept = ['scripts', 'nx', 'devDependencies', 'binary'];
  const published = Object.fromEntries(Object.entries(own).filter(([key]) => !kept.includes(key)));
  writeJson(directory, {
    ...published,
    optionalDependencies: Object.fromEntries(platforms.map(({ name, version }) => [name, version])),
  });
  console.log(
    `gp-native: staged in ${folder} with ${platforms.map(({ name }) => name).join(', ')}`,
  );
}

function emptyDirectory(name) {
  const directory = join(folder, name.replace('@tune/', ''));
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  return directory;
}

function writeJson(directory, value) {
  writeFileSync(join(directory, 'package.json'), `${JSON.stringify(value, null, 2)}\n`);
}
