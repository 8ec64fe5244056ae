import type { PluginKind } from '@tune/core/plugin';
import { SECTIONS } from '../config/current.ts';
import type { Flags } from '../options/flags.ts';
import { inventory, libraries, type Listed } from '../plugins/inventory.ts';
import { EXIT } from '../process/exit-code.ts';
import { write, writeJson } from '../process/output.ts';
import { alignPairs } from '../terminal/table.ts';

/** `tune plugins`: what is found, and why something was refused. */
export async function pluginsCommand({ json }: Flags<'json'>): Promise<number> {
  const kinds = Object.keys(SECTIONS) as PluginKind[];
  const found = await Promise.all(kinds.map((kind) => inventory(kind)));
  const all: readonly Listed[] = [...found.flat(), ...(await libraries())];
  if (json) {
    for (const one of all) await writeJson(recordOf(one));
  } else {
    const texts = kinds.flatMap((kind) => {
      const own = all.filter((one) => one.kind === kind);
      return own.length === 0 ? [] : [`${SECTIONS[kind]}\n${linesOf(own).join('\n')}`];
    });
    await write(`${texts.join('\n\n')}\n`);
  }
  // A library that is not installed is no mistake.
  const isWrong = all.some(({ refused, origin }) => refused !== undefined && origin !== 'library');
  return isWrong ? EXIT.failed : EXIT.ok;
}

/** A plugin as a line of JSON. */
export const recordOf = ({
  kind,
  name,
  origin,
  source,
  version,
  path,
  about,
  refused,
}: Listed) => ({
  type: 'plugin',
  ...{ kind, name, origin, source },
  ...(version === undefined ? {} : { version }),
  ...(path === undefined ? {} : { path }),
  ...(about === undefined ? {} : { description: about.description }),
  state: refused === undefined ? 'ok' : 'refused',
  ...(refused === undefined ? {} : { reason: refused }),
});

const linesOf = (all: readonly Listed[]): string[] =>
  alignPairs(all.map((one) => [one.name, textOf(one)]));

function textOf({ origin, source, version, refused }: Listed): string {
  const where =
    origin === 'built-in'
      ? 'built in'
      : origin === 'config' || origin === 'path'
        ? source
        : [source, ...(version === undefined ? [] : [version])].join(' ');
  return refused === undefined ? where : `${where}; refused: ${refused}`;
}
