import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultCacheFolder, PARTIAL } from './cache.ts';
import { bytesBelow } from './command.ts';
import { withLock } from './lock.ts';

/**
 * Removes every TensorFlow that was provided, and what broken set-ups left. A process that has one
 * loaded goes on; the next one provides it again.
 *
 * @returns the folders that were removed, and their bytes together
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
      // Out of sight in one step: whoever looks meanwhile sees it whole or not at all.
      const doomed = folder.includes(PARTIAL) ? folder : `${folder}${PARTIAL}removed`;
      if (doomed !== folder) await rename(folder, doomed);
      await rm(doomed, { recursive: true, force: true, maxRetries: 3 });
    }
    return { folders, bytes };
  });
}
