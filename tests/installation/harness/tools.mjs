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
import { cacheFolder } from '../../../scripts/cache-folder.mjs';
import { run } from './command.mjs';

const source = fileURLToPath(new URL('../tools', import.meta.url));
const FILES = ['package.json', 'package-lock.json', '.npmrc'];

/** The folder of bundlers, runtimes and package managers, installed once for each lock file. */
export async function ensureTools() {
  const hash = createHash('sha256');
  for (const file of FILES) hash.update(readFileSync(join(source, file)));
  const folder = join(cacheFolder(), `installation-tools-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  process.stderr.write('Installing the tools of the lock file (1.3 GB; about a minute) ...\n');
  mkdirSync(cacheFolder(), { recursive: true, mode: 0o700 });
  const partial = mkdtempSync(`${folder}.partial-`);
  for (const file of FILES) cpSync(join(source, file), join(partial, file));
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', ['ci', ...flags], { cwd: partial, seconds: 900 });
  rmSync(folder, { recursive: true, force: true });
  renameSync(partial, folder);
  return folder;
}

/** The version of every tool, by the name that it is installed under. */
export function toolVersions() {
  const { dependencies, optionalDependencies } = JSON.parse(
    readFileSync(join(source, 'package.json'), 'utf8'),
  );
  return Object.fromEntries(
    Object.entries({ ...dependencies, ...optionalDependencies }).map(([name, range]) => [
      name,
      range.split('@').at(-1),
    ]),
  );
}
