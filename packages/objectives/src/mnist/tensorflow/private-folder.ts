import { lstatSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import { join, parse, resolve, sep } from 'node:path';

/** Who could change what lies at a path, and what helps. */
export interface Exposure {
  readonly reason: string;
  readonly remedy: string;
}

const WRITABLE_BY_OTHERS = 0o022;
const WORLD_WRITABLE = 0o002;
const STICKY = 0o1000;
const MAX_LINKS = 40;

/**
 * Finds out whether another user could change a folder or put another one in its place. Each folder on
 * the way from the root must belong to this user or to root and be writable by no one else. In a sticky
 * folder such as /tmp others may add entries, but cannot replace those of this user. Links are followed one
 * by one, so that the folders that hold them are checked too.
 *
 * On Windows, where the profile folder of a user is private, nothing is checked.
 *
 * @returns undefined if it is private, or does not exist yet in a folder that is
 */
export function findExposure(
  folder: string,
  uid: number | undefined = process.getuid?.(),
): Exposure | undefined {
  if (uid === undefined) return undefined;
  const { root } = parse(resolve(folder));
  const partsOf = (path: string) => resolve(path).split(sep).filter(Boolean);
  let rest = partsOf(folder);
  let current = root;
  for (let links = 0; ;) {
    const isLast = rest.length === 0;
    const stats = statsOf(current);
    if (stats === undefined) return undefined;
    const exposure = exposureOf(current, stats, uid, isLast);
    if (exposure !== undefined) return exposure;
    if (stats.isSymbolicLink()) {
      if (++links > MAX_LINKS) return undefined; // Nothing can be opened there.
      rest = [...partsOf(resolve(current, '..', readlinkSync(current))), ...rest];
      current = root;
    } else if (isLast) {
      return undefined;
    } else {
      current = join(current, rest.shift()!);
    }
  }
}

/** Why others could change one folder, file or link, apart from the folders that it is in. */
export function exposureOf(
  path: string,
  stats: Stats,
  uid: number,
  isLast: boolean,
): Exposure | undefined {
  if (!isTrusted(stats.uid, uid, isLast)) {
    return {
      reason: `${path} belongs to another user (id ${stats.uid}), who could change the programs in it.`,
      remedy: 'Set XDG_CACHE_HOME to a folder of your own.',
    };
  }
  if (stats.isSymbolicLink() || (stats.mode & WRITABLE_BY_OTHERS) === 0) return undefined;
  if (!isLast && (stats.mode & STICKY) !== 0) return undefined;
  // With a umask of 002, which distributions with a group for each user set, the group is the user.
  const isOwnGroup = stats.gid === uid && stats.gid === process.getgid?.();
  if (isOwnGroup && (stats.mode & WORLD_WRITABLE) === 0) return undefined;
  const who = (stats.mode & WORLD_WRITABLE) === 0 ? 'its group' : 'every user';
  return {
    reason: `${path} can be written by ${who}, so that others could change the programs in it.`,
    remedy: `Run: chmod go-w ${path} (if someone may have changed what is in it, remove that first), or set XDG_CACHE_HOME to a folder of your own.`,
  };
}

/** Root could change everything anyway. */
const isTrusted = (owner: number, uid: number, isLast: boolean): boolean =>
  owner === uid || owner === 0 || (!isLast && owner === unmappedOwner());

let unmapped: number | undefined;

/**
 * In a user namespace (`unshare`, some containers and sandboxes) the root of the machine has no number of
 * its own: the root folder belongs to this one. Otherwise -1.
 */
function unmappedOwner(): number {
  if (unmapped !== undefined) return unmapped;
  try {
    const [first, ...more] = readFileSync('/proc/self/uid_map', 'utf8').trim().split('\n');
    const isWhole = more.length === 0 && /^\s*0\s+0\s+4294967295$/.test(first!);
    unmapped = isWhole ? -1 : Number(readFileSync('/proc/sys/kernel/overflowuid', 'utf8'));
  } catch {
    unmapped = -1;
  }
  return unmapped;
}

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    if (GONE.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

const GONE = ['ENOENT', 'ENOTDIR'];
