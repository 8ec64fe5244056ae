import { pendingChanges } from './changes.mjs';
import { hasAddon } from './platform.mjs';
import { isRepositoryKnown } from './repository.mjs';
import { changedFiles } from './tree.mjs';

/**
 * Why nothing can be published from this clone now, although its packages are sound. A dry run names them.
 *
 * @param about `platforms`: whether platform packages of other machines are given; the rest is what a test replaces
 */
export function obstacles({
  platforms = false,
  isKnown = isRepositoryKnown(),
  changed = changedFiles(),
  changes = pendingChanges(),
  addon = hasAddon(),
} = {}) {
  return [
    ...(isKnown
      ? []
      : [
          'the repository has no address yet: replace OWNER in the field `repository` of package.json',
        ]),
    ...(changed.length > 0 ? [`not committed: ${changed.join(', ')}`] : []),
    ...(changes.length > 0
      ? [`in no version yet, run \`npm run release:version\`: ${changes.join(', ')}`]
      : []),
    ...(addon || platforms
      ? []
      : ['no addon was built here: the release would have WebAssembly only']),
  ];
}
