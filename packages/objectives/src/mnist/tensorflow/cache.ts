import { readFileSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { OFFICIAL_VERSION, TFJS_VERSION, WHEEL_VERSION } from './versions.ts';

/** Where a binary came from. */
export type Source = 'installed' | 'official' | 'wheel';

/** The content of `stamp.json` in a finished folder; paths are relative to the folder. */
export interface Stamp {
  readonly source: Exclude<Source, 'installed'>;
  readonly version: string;
  readonly tfjs: string;
  readonly binding: string;
  readonly bytes: Readonly<Record<string, number>>;
}

export const STAMP = 'stamp.json';

/** Part of the name of an unfinished folder. */
export const PARTIAL = '.partial-';

/** `tune` in XDG_CACHE_HOME or ~/.cache: outside of node_modules, so that it survives a reinstall. */
export function defaultCacheFolder(env: NodeJS.ProcessEnv): string {
  const xdg = env['XDG_CACHE_HOME'];
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, 'tune');
  const home = env['HOME'] ?? homedir();
  return isAbsolute(home) ? join(home, '.cache', 'tune') : join(tmpdir(), 'tune');
}

/** The folder of one release. */
export function folderOf(cacheFolder: string, version: string, cuda = false): string {
  const system = `${process.platform}-${process.arch}${cuda ? '-cuda' : ''}`;
  return join(cacheFolder, `tensorflow-${version}-${system}`);
}

/** The best finished folder in the cache; costs a few `stat` calls. */
export function findCached(
  cacheFolder: string,
  cuda = false,
): { folder: string; stamp: Stamp } | undefined {
  for (const version of [WHEEL_VERSION, OFFICIAL_VERSION]) {
    const folder = folderOf(cacheFolder, version, cuda);
    const stamp = readStamp(folder);
    if (stamp !== undefined) return { folder, stamp };
  }
  return undefined;
}

/** The stamp of a folder whose files all still have their sizes. */
export function readStamp(folder: string): Stamp | undefined {
  try {
    const stamp = JSON.parse(readFileSync(join(folder, STAMP), 'utf8')) as Stamp;
    const isComplete = Object.entries(stamp.bytes).every(
      ([file, bytes]) => statSync(join(folder, file)).size === bytes,
    );
    return isComplete && stamp.tfjs === TFJS_VERSION && stamp.binding in stamp.bytes
      ? stamp
      : undefined;
  } catch {
    return undefined; // Missing, not ours, or incomplete: it is provided again.
  }
}

/** Makes the stamp of files that are in the folder. */
export function makeStamp(
  folder: string,
  origin: Omit<Stamp, 'tfjs' | 'bytes'>,
  files: readonly string[],
): Stamp {
  const bytes = Object.fromEntries(files.map((file) => [file, statSync(join(folder, file)).size]));
  return { ...origin, tfjs: TFJS_VERSION, bytes };
}
