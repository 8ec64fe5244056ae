import { existsSync } from 'node:fs';
import { folderOf } from './cache.ts';
import { missing } from './missing.ts';
import { findExposure } from './private-folder.ts';
import { readStamp, type Stamp } from './stamp.ts';
import { findDamage, type Damage, type Hashes } from './verify.ts';

/** What is known about a release of TensorFlow in the cache. */
export type Release =
  | { readonly state: 'absent' }
  | { readonly state: 'damaged'; readonly folder: string; readonly damage: Damage }
  | { readonly state: 'ready'; readonly folder: string; readonly stamp: Stamp };

/**
 * Looks for a release in the cache and verifies each file that would be loaded: the libraries by the hashes
 * that come with this package, the binding and what else there is by those that set-up recorded.
 *
 * @param again  read all files, although nothing has changed since they were verified
 * @throws OBJECTIVE_BACKEND_MISSING  others could change the files
 */
export async function inspectRelease(
  cacheFolder: string,
  cuda: boolean,
  libraries: Hashes,
  { again = false }: { again?: boolean } = {},
): Promise<Release> {
  const folder = folderOf(cacheFolder, cuda);
  if (!existsSync(folder)) return { state: 'absent' };
  requirePrivate(folder);
  const stamp = readStamp(folder);
  if (stamp === undefined) {
    const damage = { file: 'stamp.json', reason: 'is missing, or is not that of a set-up' };
    return { state: 'damaged', folder, damage };
  }
  const damage = await findDamage(folder, { ...stamp.sha256, ...libraries }, { again });
  return damage === undefined
    ? { state: 'ready', folder, stamp }
    : { state: 'damaged', folder, damage };
}

/** @throws OBJECTIVE_BACKEND_MISSING  others could change what lies in the folder */
export function requirePrivate(folder: string): void {
  const exposure = findExposure(folder);
  if (exposure !== undefined) throw missing(exposure.reason, exposure.remedy);
}
