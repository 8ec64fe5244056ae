import { readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Removes what a process that was killed could not remove: the folders in the temporary folder whose
 * names begin with `tune-` and the tag of the process.
 */
export function removeTemporaryFolders(tag: string): void {
  try {
    for (const name of readdirSync(tmpdir())) {
      if (!name.startsWith(`tune-${tag}-`)) continue;
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    }
  } catch {
    // What cannot be removed stays.
  }
}
