import { userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { missing } from './missing.ts';
import { TFJS_VERSION, WHEEL_VERSION } from './versions.ts';

/** Part of the name of an unfinished folder. */
export const PARTIAL = '.partial-';

/**
 * `tune` in XDG_CACHE_HOME or ~/.cache: outside of node_modules, so that it survives a reinstall. As the
 * XDG specification says, a relative XDG_CACHE_HOME is ignored. If HOME is empty or unset, the home folder
 * is that of the user database. Never a shared folder such as /tmp.
 *
 * @throws OBJECTIVE_BACKEND_MISSING  there is no home folder
 */
export function defaultCacheFolder(
  env: NodeJS.ProcessEnv,
  homeOfUser: () => string = () => userInfo().homedir,
): string {
  const xdg = env['XDG_CACHE_HOME'] ?? '';
  if (isAbsolute(xdg)) return join(xdg, 'tune');
  const candidates = [() => env['HOME'] ?? '', homeOfUser];
  for (const candidate of candidates) {
    try {
      const home = candidate();
      if (isAbsolute(home)) return join(home, '.cache', 'tune');
    } catch {
      // The user database does not know this user, as in a container with another user id.
    }
  }
  throw missing(
    'There is no folder for TensorFlow: HOME is not set, and this user has no home folder.',
    'Set XDG_CACHE_HOME to the full path of a folder of your own.',
  );
}

/** The folder of one release. Versions of tune that need another release have another folder. */
export function folderOf(cacheFolder: string, cuda = false): string {
  const system = `${process.platform}-${process.arch}${cuda ? '-cuda' : ''}`;
  return join(cacheFolder, `tensorflow-${WHEEL_VERSION}-tfjs-${TFJS_VERSION}-${system}`);
}

/** Whether a name in the cache folder is one that this or an earlier version of tune gave. */
export function isReleaseName(name: string): boolean {
  return /^tensorflow-\d+(\.\d+)*(-tfjs-\d+(\.\d+)*)?-[a-z0-9]+-[a-z0-9]+(-cuda)?(\.partial-\w+)?$/.test(
    name,
  );
}

/** The lock of the cache folder; see `lock.ts`. */
export const LOCK = 'tensorflow.lock';
