import { extname, join } from 'node:path';
import { isFile } from './is-file.ts';

/** Files that a script runs or reads; others that it names are mostly those that it writes. */
const SOURCES = new Set(
  '.py .pyw .sh .bash .zsh .js .mjs .cjs .ts .mts .cts .r .R .jl .rb .pl .lua .m .json .yaml .yml .toml .ini .cfg'.split(
    ' ',
  ),
);

/** Words of a shell: what its quotes and operators leave. */
const WORDS = /[^\s;|&()<>"'`=,{}]+/g;

/** The existing source files that a shell script names, from one of the folders. */
export function shellFiles(text: string, folders: readonly string[]): string[] {
  const words = new Set(text.match(WORDS));
  return [...words]
    .filter((word) => SOURCES.has(extname(word)))
    .flatMap((word) => {
      // $(dirname "$0")/train.py
      const path = word
        .replace(/^\$\w+\//, '')
        .replace(/^\//, (root) => (isFile(word) ? root : ''));
      return folders.map((folder) => (path.startsWith('/') ? path : join(folder, path)));
    })
    .filter(isFile);
}
