import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../cache-folder.mjs';
import { quietly } from '../steps.mjs';

const source = fileURLToPath(new URL('tools', import.meta.url));
const FILES = ['package.json', 'package-lock.json', '.npmrc'];

/** The folder of publint, attw, changesets and esbuild, installed once for each lock file. */
export async function ensureTools() {
  const hash = createHash('sha256');
  for (const file of FILES) hash.update(readFileSync(join(source, file)));
  const folder = join(cacheFolder(), `release-tools-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  mkdirSync(cacheFolder(), { recursive: true, mode: 0o700 });
  const partial = mkdtempSync(`${folder}.partial-`);
  for (const file of FILES) cpSync(join(source, file), join(partial, file));
  const args = ['ci', '--ignore-scripts', '--prefix', partial];
  const { code } = await quietly('Installing the tools of a release (80 MB)', 'npm', args);
  if (code !== 0) {
    rmSync(partial, { recursive: true, force: true });
    process.exit(1);
  }
  try {
    renameSync(partial, folder);
  } catch {
    // Another start was faster.
    rmSync(partial, { recursive: true, force: true });
  }
  return folder;
}

/** The file of a tool's command. */
export function commandOf(tools, name, file) {
  return join(tools, 'node_modules', ...name.split('/'), file);
}
