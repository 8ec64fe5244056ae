import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../steps.mjs';

/** The manifest in a folder. */
export const manifestOf = (folder) =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/**
 * Everything in packages/ that is published, as `{ name, folder, manifest }`: a package comes after those it depends
 * on, which is the order of publishing.
 */
export function publishedPackages(packages = join(root, 'packages')) {
  const found = readdirSync(packages)
    .map((entry) => join(packages, entry))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({ folder, manifest: manifestOf(folder) }))
    .map(({ folder, manifest }) => ({ name: manifest.name, folder, manifest }));
  return inOrder(found);
}

/** Dependencies first; packages that do not depend on each other by name. */
export function inOrder(packages) {
  const byName = new Map(packages.map((entry) => [entry.name, entry]));
  const ordered = new Set();
  const open = new Set();
  const visit = (entry) => {
    if (ordered.has(entry)) return;
    if (open.has(entry)) throw new Error(`${entry.name} depends on itself.`);
    open.add(entry);
    const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = entry.manifest;
    const needed = { ...dependencies, ...optionalDependencies, ...peerDependencies };
    for (const name of Object.keys(needed).sort()) if (byName.has(name)) visit(byName.get(name));
    ordered.add(entry);
  };
  for (const name of [...byName.keys()].sort()) visit(byName.get(name));
  return [...ordered];
}
