import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { blocksOf, root, type Block } from './pages.ts';

/** Beside the tests, so that the examples find the packages. */
const scratch = fileURLToPath(new URL('../.examples', import.meta.url));

/** The folder in which the blocks of a page are tried by one kind of test. */
export const folderOf = (kind: string, page: string): string =>
  join(scratch, kind, page.replaceAll(/\W+/g, '-'));

/** Lines that only install published packages: tests/installation does that, with the packed ones. */
const INSTALLS = /^(npm (install|create) [^\n]*\n)+$/;

/** A block that is left alone says why, and there are few of them. */
export const isRun = ({ notRun, code }: Block): boolean =>
  notRun === undefined && !INSTALLS.test(code);

/** Makes the folder of a page, with the files that the page shows and those that lie beside it. */
export function makeFolder(kind: string, page: string): string {
  const folder = folderOf(kind, page);
  mkdirSync(folder, { recursive: true });
  symlinkSync(join(root, 'examples'), join(folder, 'examples'));
  if (page.startsWith('examples/')) {
    const beside = join(root, dirname(page));
    for (const entry of readdirSync(beside)) {
      if (/node_modules|\.md$|package.*\.json$/.test(entry)) continue;
      cpSync(join(beside, entry), join(folder, entry), { recursive: true });
    }
  }
  for (const { file, code } of blocksOf(page)) {
    if (file === undefined || existsSync(join(folder, file))) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), code);
  }
  return folder;
}
