import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileVersion } from './source-files.ts';

/**
 * The version of a module of an installed package: `name@1.2.0`. One that is linked, as its authors do
 * while they work on it, has a hash of its text besides.
 */
export function packageVersion(file: string): string {
  const real = realpathSync(file);
  const manifest = manifestOf(real);
  const isInstalled = real.split(sep).includes('node_modules');
  if (manifest === undefined) return fileVersion(real);
  return isInstalled ? manifest : `${manifest}+${fileVersion(real)}`;
}

/** The nearest package.json that has a name and a version; those that only say `type` have none. */
function manifestOf(file: string): string | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const path = join(folder, 'package.json');
    if (existsSync(path)) {
      const { name, version } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
      if (typeof name === 'string' && typeof version === 'string') return `${name}@${version}`;
    }
    if (folder === dirname(folder)) return undefined;
  }
}
