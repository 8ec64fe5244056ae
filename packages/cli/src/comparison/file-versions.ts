import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CompareFlags } from '../options/sets.ts';
import { isPath } from '../plugins/load-module.ts';
import { parseQuery } from '../plugins/query.ts';
import { versionOf } from '../plugins/version.ts';

/**
 * The files of the user that a comparison is made of, objective and strategies, with a hash of the text
 * of each: another text is another comparison. Files that those import are not looked at.
 */
export function fileVersions({
  command,
  objective,
  strategies,
}: Pick<CompareFlags, 'command' | 'objective' | 'strategies'>): Readonly<Record<string, string>> {
  const specs = [...(command === undefined ? [objective] : []), ...strategies.split(',')];
  const paths = specs.map((spec) => parseQuery(spec.trim()).name).filter(isPath);
  return Object.fromEntries(
    paths.flatMap((path) => {
      const file = resolve(path);
      return existsSync(file) ? [[path, versionOf(pathToFileURL(file).href)]] : [];
    }),
  );
}
