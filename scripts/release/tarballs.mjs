import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stageAll } from './stage.mjs';

/**
 * Packs every package as it is published into `folder`, and writes folder/tarballs.json: name -> file.
 *
 * @returns the packages as `{ name, manifest, faults, file, size, unpackedSize, entryCount }`, in the order of publishing;
 *   sizes in bytes
 */
export async function packAll(folder, { platforms } = {}) {
  const into = resolve(folder);
  mkdirSync(into, { recursive: true });
  const stage = mkdtempSync(join(tmpdir(), 'tune-stage-'));
  try {
    const packages = await stageAll(stage, { platforms });
    const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', into];
    const folders = packages.map((entry) => entry.folder);
    const output = execFileSync('npm', [...args, ...folders], { cwd: stage, encoding: 'utf8' });
    const packed = new Map(JSON.parse(output).map((entry) => [entry.name, entry]));
    const tarballs = packages.map(({ name, manifest, faults }) => {
      const { filename, size, unpackedSize, entryCount } = packed.get(name);
      return { name, manifest, faults, file: join(into, filename), size, unpackedSize, entryCount };
    });
    const files = tarballs.map(({ name }) => [name, packed.get(name).filename]);
    const text = JSON.stringify(Object.fromEntries(files), null, 2);
    writeFileSync(join(into, 'tarballs.json'), `${text}\n`);
    return tarballs;
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}
