import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultCacheFolder, isReleaseName, LOCK, PARTIAL } from './cache.ts';
import { bytesBelow } from './command.ts';
import { withLock } from './lock.ts';
import { requirePrivate } from './release.ts';

/**
 * Removes all versions of TensorFlow from the cache, and the remains of set-ups that failed. A process
 * that has loaded one is not affected. Only folders with a name that set-up gives are removed; links stay
 * as they are, and what they lead to is not touched.
 *
 * @returns the folders that were removed, and their total size
 * @throws OBJECTIVE_BACKEND_MISSING  others could put links into the cache folder while it is cleaned
 */
export async function cleanTensorFlow(
  options: { cacheFolder?: string; env?: NodeJS.ProcessEnv; onWait?: (pid: number) => void } = {},
): Promise<{ folders: readonly string[]; bytes: number }> {
  const { env = process.env, onWait = () => undefined } = options;
  const cacheFolder = options.cacheFolder ?? defaultCacheFolder(env);
  if (!existsSync(cacheFolder)) return { folders: [], bytes: 0 };
  if (!(await readdir(cacheFolder)).some(isReleaseName)) return { folders: [], bytes: 0 };
  requirePrivate(cacheFolder);
  const context = { signal: undefined, onWait };
  return withLock(join(cacheFolder, LOCK), context, async () => {
    const folders = (await readdir(cacheFolder, { withFileTypes: true }))
      .filter((entry) => entry.isDirectory() && isReleaseName(entry.name))
      .map(({ name }) => join(cacheFolder, name))
      // What an earlier cleaning left has the name that its release gets now.
      .sort((a, b) => Number(b.includes(PARTIAL)) - Number(a.includes(PARTIAL)));
    let bytes = 0;
    for (const folder of folders) {
      bytes += await bytesBelow(folder);
      // Renamed first, so that no other process finds an incomplete folder.
      const renamed = folder.includes(PARTIAL) ? folder : `${folder}${PARTIAL}removed`;
      if (renamed !== folder) await rename(folder, renamed);
      await rm(renamed, { recursive: true, force: true, maxRetries: 3 });
    }
    return { folders, bytes };
  });
}
