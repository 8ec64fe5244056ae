import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { join } from 'node:path';
import { root } from '../steps.mjs';

/**
 * The dead links of a README as it is published: to files that the package does not ship, or to files that are not in
 * the repository.
 *
 * @param text the README
 * @param about `name`; `files`: what is shipped; `prefix`: the address of the root of the clone
 */
export function linkFaults(text, { name, files, prefix }) {
  const shipped = new Set(files);
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target.split('#')[0]);
  const dead = targets.filter((target) => {
    if (target === '') return false;
    if (target.startsWith(prefix)) return !existsSync(join(root, target.slice(prefix.length)));
    return !/^\w+:/.test(target) && !shipped.has(posix.normalize(target));
  });
  return dead.map((target) => `${name}: the README links to ${target}, which is not there`);
}
