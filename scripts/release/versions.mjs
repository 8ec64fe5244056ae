import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../steps.mjs';
import { manifestOf } from './packages.mjs';

/** The version of the release: that of the root, which all packages share. */
export const releaseVersion = () => manifestOf(root).version;

/** Where packages, or what they need of each other, have another version than the root. */
export function versionFaults(packages, version = releaseVersion()) {
  const names = new Set(packages.map(({ name }) => name));
  return packages.flatMap(({ name, manifest }) => {
    const { dependencies, optionalDependencies, peerDependencies, devDependencies } = manifest;
    const exact = { ...devDependencies, ...optionalDependencies, ...dependencies };
    // Beside a peer the newest that fits is installed.
    const allowed = (each, range) =>
      range === version || (!(each in exact) && range === `^${version}`);
    const other = Object.entries({ ...peerDependencies, ...exact }).filter(
      ([each, range]) => names.has(each) && !allowed(each, range),
    );
    return [
      ...(manifest.version === version
        ? []
        : [`${name} has version ${manifest.version}, but the release is ${version}`]),
      ...other.map(
        ([each, range]) => `${name} needs ${each} ${range}, but the release is ${version}`,
      ),
    ];
  });
}

/**
 * The text of a package.json with another version: that of our packages where it needs them, and its own if it is that
 * of the release. A template (`isOwn` false) keeps its own: projects begin with it.
 */
export function withVersion(text, before, version, { isOwn = true } = {}) {
  const old = before.replaceAll('.', '\\.');
  const names = isOwn ? 'version|@tune/[\\w-]+' : '@tune/[\\w-]+';
  return text.replace(new RegExp(`("(?:${names})": "[\\^~]?)${old}"`, 'g'), `$1${version}"`);
}

/** Fields of the clone that every package has to have. */
export function fieldFaults(packages) {
  const fields = ['description', 'license', 'keywords', 'engines', 'files', 'exports'];
  return packages.flatMap(({ name, manifest }) => [
    ...fields.filter((field) => !(field in manifest)).map((field) => `${name} has no ${field}`),
    // Only what is staged is published.
    ...(manifest.private === true ? [] : [`${name} is not private: its folder could be published`]),
  ]);
}

/** Whether CHANGELOG.md has an entry for the version. */
export function changelogFaults(version = releaseVersion()) {
  const text = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  return text.split('\n').some((line) => line.startsWith(`## ${version}`))
    ? []
    : [`CHANGELOG.md has no entry "## ${version}"`];
}
