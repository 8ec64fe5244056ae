import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { makeTempFolder, removeTempFolder, sweepTempFolders } from './temp-folders.ts';

const made: string[] = [];
afterEach(() => {
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
});

/** The name of a folder of a process that has ended, made from one of this process. */
function nameOfGone(): string {
  const folder = makeTempFolder('test');
  removeTempFolder(folder);
  const { pid } = spawnSync('true');
  return basename(folder).replace(`-${process.pid}-`, `-${pid}-`);
}

const place = (name: string): string => {
  const path = join(tmpdir(), name);
  made.push(path);
  return path;
};

test('a folder is there until it is removed', () => {
  const folder = makeTempFolder('test');
  writeFileSync(join(folder, 'file'), '');
  expect(basename(folder)).toMatch(/^tune-test-/);
  removeTempFolder(folder);
  expect(existsSync(folder)).toBe(false);
});

test('folders of processes that are gone are swept, those of others are not', () => {
  const own = makeTempFolder('test');
  const gone = place(nameOfGone());
  const elsewhere = place(nameOfGone().replace(/-[0-9a-f]{12}-/, '-0123456789ab-'));
  const similar = place(`${nameOfGone()}.txt`);
  for (const folder of [gone, elsewhere, similar]) mkdirSync(folder);
  writeFileSync(join(gone, 'file'), '');
  sweepTempFolders();
  expect([own, gone, elsewhere, similar].map((folder) => existsSync(folder))).toEqual([
    true,
    false,
    true,
    true,
  ]);
  removeTempFolder(own);
});

test('what only has the name of such a folder is left alone', () => {
  const target = makeTempFolder('test');
  const link = place(nameOfGone());
  symlinkSync(target, link);
  sweepTempFolders();
  expect(existsSync(link)).toBe(true);
  removeTempFolder(target);
});

test('a process that exits removes its folders', () => {
  const module = new URL('../dist/temp-folders.js', import.meta.url).href;
  const code = `import { makeTempFolder } from '${module}'; console.log(makeTempFolder('test')); process.exit(3);`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
  });
  expect(stdout).toMatch(/tune-test-/);
  expect(existsSync(stdout.trim())).toBe(false);
});
