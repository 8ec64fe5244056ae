import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isFile } from '../versions/is-file.ts';

/** The names of a config, the first of which counts. */
export const CONFIG_NAMES = ['ts', 'mts', 'js', 'mjs', 'cjs'].map(
  (extension) => `tune.config.${extension}`,
);

/**
 * The config of a folder: in it, or in one above it up to the root of its project, which has a package.json
 * or is a repository. Outside of a project, only that of the folder itself.
 */
export function findConfig(folder: string): string | undefined {
  const root = rootOf(folder);
  for (let at = folder; ; at = dirname(at)) {
    const found = CONFIG_NAMES.map((name) => join(at, name)).find(isFile);
    if (found !== undefined || at === root) return found;
  }
}

function rootOf(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json')) || existsSync(join(at, '.git'))) return at;
    if (at === dirname(at)) return folder;
  }
}
