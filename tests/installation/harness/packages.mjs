import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './command.mjs';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Packs every package as it would be published; each with its manifest, contents and hash, by name. With `release`, by
 * a dry run of the release, which checks everything else, too.
 */
export async function packAll(folder, { release = false } = {}) {
  const [script, ...args] = release
    ? ['release.mjs', '--dry-run', '--to', folder]
    : ['pack.mjs', folder];
  const path = join(root, 'scripts', 'release', script);
  // A build of everything may come first.
  const { stdout } = await run('node', [path, ...args], { cwd: root, seconds: 1800 });
  if (release) process.stderr.write(stdout);
  const files = JSON.parse(readFileSync(join(folder, 'tarballs.json'), 'utf8'));
  return Object.fromEntries(
    Object.entries(files).map(([name, file]) => [name, readTarball(join(folder, file))]),
  );
}

function readTarball(file) {
  const contents = readFileSync(file);
  const manifest = execFileSync('tar', ['-xzOf', file, 'package/package.json'], {
    encoding: 'utf8',
  });
  return {
    file,
    contents,
    manifest: JSON.parse(manifest),
    integrity: `sha512-${createHash('sha512').update(contents).digest('base64')}`,
    shasum: createHash('sha1').update(contents).digest('hex'),
  };
}
