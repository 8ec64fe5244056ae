import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const table = JSON.parse(readFileSync(join(here, 'notices.json'), 'utf8'));

export const FILE = 'THIRD-PARTY-NOTICES.txt';

/** Compiled code of this repository alone, which needs no notice. */
const OWN = { '@tune/objectives': ['wasm/kernels.wasm'] };

/**
 * Writes the notices of what a staged package has of others: code that is compiled in, tables, data. Dependencies
 * bring their own.
 *
 * @returns faults: a notice for a file that is not there, compiled code that no notice speaks of
 */
export function writeNotices({ name, folder, files }) {
  const key = name.startsWith('@tune/gp-native-') ? '@tune/gp-native-*' : name;
  const notices = table[key] ?? [];
  if (notices.length > 0) writeFileSync(join(folder, FILE), textOf(notices));
  const named = new Set([...notices.map((notice) => notice.in), ...(OWN[name] ?? [])]);
  const gone = [...named].filter((file) => !existsSync(join(folder, file)));
  const compiled = files.filter((file) => /\.(wasm|node)$/.test(file) && !named.has(file));
  return [
    ...gone.map((file) => `${name}: notices.json names ${file}, which is not shipped`),
    ...compiled.map((file) => `${name}: ${file} is compiled code that notices.json does not name`),
  ];
}

function textOf(notices) {
  const parts = notices.map(({ title, in: file, text }) => {
    const license = readFileSync(join(here, text), 'utf8').trim();
    return `${title}\nin ${file}\n\n${license}\n`;
  });
  return `This package contains work of others.\n\n${parts.join(`\n${'-'.repeat(79)}\n\n`)}`;
}
