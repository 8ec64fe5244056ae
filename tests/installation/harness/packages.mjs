import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './command.mjs';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Packs every package as it would be published; each with its manifest, contents and hash, by name. */
export async function packAll(folder) {
  await run('node', [join(root, 'scripts', 'release', 'pack.mjs'), folder], { cwd: root });
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
