import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CompareFlags } from '../compare-flags.ts';
import { isPath } from './load-module.ts';
import { versionOf } from './objectives.ts';
import { parseQuery } from './query.ts';

/**
 * The files of the user that a comparison is made of, objective and strategies, and for each a hash of
 * its text: with another text it is another comparison. What those files import is not looked at.
 */
export function fileVersions({
  command,
  objective,
  strategies,
}: CompareFlags): Readonly<Record<string, string>> {
  const specs = [...(command === undefined ? [objective] : []), ...strategies.split(',')];
  const paths = specs.map((spec) => parseQuery(spec.trim()).name).filter(isPath);
  return Object.fromEntries(
    paths.flatMap((path) => {
      const file = resolve(path);
      return existsSync(file) ? [[path, versionOf(pathToFileURL(file).href)]] : [];
    }),
  );
}
