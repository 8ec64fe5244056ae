import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { root } from '../steps.mjs';
import { hasLibrary, writeCommonJs } from './common-js.mjs';
import { publishedManifest } from './manifest.mjs';
import { withoutPeers } from './declarations.mjs';
import { linkFaults } from './links.mjs';
import { writeNotices } from './notices.mjs';
import { inOrder, publishedPackages } from './packages.mjs';
import { hasAddon, platformsIn, stagePlatform } from './platform.mjs';
import { publishedReadme } from './readme.mjs';
import { linkTo, repositoryPage } from './repository.mjs';

/**
 * Lays out every package as it is published, each in a folder of its own below `folder`. With `platforms`, a folder
 * of platform packages from other machines (each made there by `node scripts/release/platform-package.mjs`).
 *
 * @returns the packages as `{ name, folder, manifest, faults }`, in the order of publishing; `faults` say what must not
 *   be published as it is
 */
export async function stageAll(folder, { platforms } = {}) {
  const repository = repositoryPage();
  mkdirSync(folder, { recursive: true });
  if (platforms !== undefined) cpSync(platforms, folder, { recursive: true });
  if (hasAddon()) await stagePlatform(folder, { repository });
  const natives = platformsIn(folder);
  const packages = publishedPackages();
  const listed = filesOf(packages);
  const staged = packages.map((entry) => {
    const files = listed.get(entry.name);
    const directory = relative(root, entry.folder).split(sep).join('/');
    const extra = directory === 'packages/gp-native' ? onPlatforms(natives, entry.manifest) : {};
    const manifest = publishedManifest(entry.manifest, { repository, directory, files, extra });
    const to = join(folder, entry.name.split('/')[1]);
    const link = (path) => linkTo(repository, manifest.version, path);
    for (const file of files) copy(file, entry.folder, to, { directory, files, link, manifest });
    if (hasLibrary(manifest)) writeCommonJs(to, files);
    writeFileSync(join(to, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    return {
      name: entry.name,
      folder: to,
      manifest,
      faults: faultsOf(entry.name, to, files, link),
    };
  });
  const platformPackages = natives.map((entry) => ({
    ...entry,
    faults: writeNotices({ ...entry, files: ['gp_native.node'] }),
  }));
  return inOrder([...platformPackages, ...staged]);
}

/** What depends on the platform packages: each pinned, none needed. */
function onPlatforms(natives, { version }) {
  const stale = natives.filter(({ manifest }) => manifest.version !== version);
  if (stale.length > 0) {
    const list = stale.map(({ name, manifest }) => `${name} ${manifest.version}`).join(', ');
    throw new Error(`Expected platform packages of version ${version}, got ${list}.`);
  }
  return { optionalDependencies: Object.fromEntries(natives.map(({ name }) => [name, version])) };
}

function faultsOf(name, folder, files, link) {
  const readme = files.includes('README.md') ? readFileSync(join(folder, 'README.md'), 'utf8') : '';
  const missing = ['README.md', 'LICENSE'].filter((file) => !files.includes(file));
  return [
    ...missing.map((file) => `${name} has no ${file}`),
    ...writeNotices({ name, folder, files }),
    ...linkFaults(readme, { name, files, prefix: link('') }),
  ];
}

/** The files that npm would pack, by package: npm's own reading of the field `files`. */
function filesOf(packages) {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const folders = packages.map(({ folder }) => folder);
  const output = execFileSync('npm', [...args, ...folders], { cwd: root, encoding: 'utf8' });
  return new Map(
    JSON.parse(output).map(({ name, files }) => [
      name,
      // Source maps are left out: they would be a quarter of the bytes, and lead to sources that are not shipped.
      files.map(({ path }) => path).filter((path) => !path.endsWith('.map')),
    ]),
  );
}

function copy(file, from, to, about) {
  const target = join(to, file);
  mkdirSync(dirname(target), { recursive: true });
  if (file === 'README.md') {
    writeFileSync(target, publishedReadme(readFileSync(join(from, file), 'utf8'), about));
  } else if (/\.[cm]?js$/.test(file)) {
    writeFileSync(target, withoutMap(readFileSync(join(from, file), 'utf8')));
  } else if (file.endsWith('.d.ts')) {
    writeFileSync(target, withoutPeers(readFileSync(join(from, file), 'utf8'), about.manifest));
  } else {
    cpSync(join(from, file), target);
  }
}

const withoutMap = (code) => code.replace(/^\/\/# sourceMappingURL=.*\n?/m, '');
