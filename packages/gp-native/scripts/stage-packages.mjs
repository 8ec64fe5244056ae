/**
 * Lays out what is published, ready for `npm pack` or `npm publish`:
 *
 *   node scripts/stage-packages.mjs [folder]        default build/npm
 *
 *   folder/gp-native-<os>-<arch>[-<libc>]   the addon of the local build; npm installs it where os, cpu and libc fit
 *   folder/gp-native                        the package itself, with every platform package in the folder as optional
 *                                           dependency, at exactly its version
 *
 * For a release the platform packages of other machines are put into the folder first. No package has an install
 * script; where no platform package fits, WebAssembly inside gp-native computes.
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
  console.error('gp-native: there is no local build; run `npm run native -w @tune/gp-native`.');
  process.exit(1);
}
stagePlatform();
stageMain();

function stagePlatform() {
  const name = platformPackage();
  const place = renewed(name);
  const libc =
    process.platform === 'linux' ? (name.endsWith('-musl') ? 'musl' : 'glibc') : undefined;
  const where = `${process.platform}, ${process.arch}${libc ? `, ${libc}` : ''}`;
  cpSync(addon, join(place, 'gp_native.node'));
  cpSync(join(root, 'LICENSE'), join(place, 'LICENSE'));
  writeFileSync(
    join(place, 'README.md'),
    `# ${name}\n\nThe addon of \`@tune/gp-native\` for ${where}; install that, which brings this.\n`,
  );
  writeJson(place, {
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
  const place = renewed(own.name);
  for (const entry of own.files) cpSync(join(root, entry), join(place, entry), { recursive: true });
  // What only a clone needs stays there.
  const published = { ...own };
  for (const key of ['scripts', 'nx', 'devDependencies', 'binary']) delete published[key];
  writeJson(place, {
    ...published,
    optionalDependencies: Object.fromEntries(platforms.map(({ name, version }) => [name, version])),
  });
  console.log(
    `gp-native: staged in ${folder} with ${platforms.map(({ name }) => name).join(', ')}`,
  );
}

function renewed(name) {
  const place = join(folder, name.replace('@tune/', ''));
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  return place;
}

function writeJson(place, value) {
  writeFileSync(join(place, 'package.json'), `${JSON.stringify(value, null, 2)}\n`);
}
