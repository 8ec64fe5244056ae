// What a published package.json has: less than the one in the clone, and the fields that all packages share.

import { hasLibrary, withCommonJs } from './common-js.mjs';

import { FILE as NOTICES } from './notices.mjs';

/** The condition under which the packages of a clone find each other's sources; no package ships them. */
const SOURCE_CONDITION = '@tune/source';

/** Fields that only a clone needs. `private` keeps `npm publish` from publishing a folder of the clone. */
const CLONE_FIELDS = ['private', 'scripts', 'nx', 'devDependencies', 'binary'];

/**
 * The manifest to publish.
 *
 * @param manifest the package.json of the clone
 * @param about `repository`: the page of the repository; `directory`: the package's folder in it; `files`: what is
 *   shipped; `extra`: fields to add, such as optionalDependencies
 */
export function publishedManifest(manifest, { repository, directory, files, extra = {} }) {
  const kept = Object.entries(manifest).filter(([key]) => !CLONE_FIELDS.includes(key));
  const published = { ...Object.fromEntries(kept), ...extra };
  if (manifest.exports) {
    published.exports = {
      ...withCommonJs(manifest.name, withoutSources(manifest.exports)),
      './package.json': './package.json',
    };
  }
  published.files = [...(hasLibrary(published) ? ['cjs'] : []), ...published.files, NOTICES];
  if (Array.isArray(manifest.sideEffects)) {
    const shipped = new Set(files.map((file) => `./${file}`));
    published.sideEffects = manifest.sideEffects.filter((path) => shipped.has(path));
  }
  return { ...published, ...sharedFields({ repository, directory }) };
}

/** The fields that every published package has in common. */
export function sharedFields({ repository, directory }) {
  return {
    homepage: `${repository}#readme`,
    bugs: `${repository}/issues`,
    repository: { type: 'git', url: `git+${repository}.git`, directory },
    publishConfig: { access: 'public', provenance: true },
  };
}

function withoutSources(exports) {
  if (typeof exports !== 'object' || exports === null) return exports;
  if (Array.isArray(exports)) return exports.map(withoutSources);
  return Object.fromEntries(
    Object.entries(exports)
      .filter(([condition]) => condition !== SOURCE_CONDITION)
      .map(([condition, target]) => [condition, withoutSources(target)]),
  );
}
