import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultCacheFolder, PARTIAL } from './cache.ts';
import { bytesBelow } from './command.ts';
import { withLock } from './lock.ts';

/**
 * Removes all versions of TensorFlow from the cache, and the remains of set-ups that failed. A process
 * that has loaded one is not affected.
 *
 * @returns the folders that were removed, and their total size
 */
export async function cleanTensorFlow(
  options: { cacheFolder?: string; env?: NodeJS.ProcessEnv; onWait?: (pid: number) => void } = {},
): Promise<{ folders: readonly string[]; bytes: number }> {
  const { env = process.env, onWait = () => undefined } = options;
  const cacheFolder = options.cacheFolder ?? defaultCacheFolder(env);
  if (!existsSync(cacheFolder)) return { folders: [], bytes: 0 };
  return withLock(join(cacheFolder, 'tensorflow.lock'), { signal: undefined, onWait }, async () => {
    const folders = (await readdir(cacheFolder, { withFileTypes: true }))
      .filter((entry) => entry.isDirectory() && entry.name.startsWith('tensorflow-'))
      .map(({ name }) => join(cacheFolder, name));
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
