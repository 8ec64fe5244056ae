import { basename, extname } from 'node:path';
import { isPath, splitExport } from './module-path.ts';
import { programLabel } from './program-strategies.ts';
import { formatQuery, parseQuery } from './query.ts';

/** The parts of a list such as `bayes,./mine.mjs?radius=0.1`. */
export const splitSpecs = (list: string): readonly string[] =>
  list
    .split(',')
    .map((spec) => spec.trim())
    .filter((spec) => spec !== '');

/** `bayes?kernel=rbf`: what it is called, and its options in one order. Slashes divide the names of studies. */
export function labelOf(spec: string): string {
  const { name, options } = parseQuery(spec);
  const short = programLabel(name) ?? (isPath(name) ? fileLabel(name) : name);
  return formatQuery({ name: short, options }).replaceAll('/', '-');
}

/** Of `./mine.ts#fast` it is `mine-fast`. */
function fileLabel(path: string): string {
  const { module, exported } = splitExport(path);
  const file = basename(module, extname(module));
  return exported === undefined ? file : `${file}-${exported}`;
}

/** The same once more is `random (2)`. */
export function uniqueLabel(label: string, taken: readonly string[]): string {
  for (let n = 1; ; n++) {
    const text = n === 1 ? label : `${label} (${n})`;
    if (!taken.includes(text)) return text;
  }
}
