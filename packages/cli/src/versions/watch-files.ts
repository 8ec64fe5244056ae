import { statSync } from 'node:fs';
import { fileHash } from './file-hash.ts';
import type { SourceFiles } from './source-files.ts';

/** Files that were hashed, and are looked at again. */
export interface WatchedFiles {
  /** The first one that has another text now, or is gone; undefined if none has. */
  edited(): string | undefined;
}

/** @param files  as they were hashed just now */
export function watchFiles(files: SourceFiles): WatchedFiles {
  const seen = new Map([...files.keys()].map((path) => [path, stampOf(path)]));
  const isEdited = (path: string, hash: string): boolean => {
    const stamp = stampOf(path);
    if (stamp === undefined) return true;
    // Most looks end here, without reading the file.
    if (stamp === seen.get(path)) return false;
    if (fileHash(path) !== hash) return true;
    seen.set(path, stamp);
    return false;
  };
  return { edited: () => [...files].find(([path, hash]) => isEdited(path, hash))?.[0] };
}

/** What changes with a text; undefined if there is no such file. */
function stampOf(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stat === undefined
    ? undefined
    : `${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`;
}
