import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PluginKind } from '@tune/core/plugin';
import { isFile } from '../versions/is-file.ts';

/** A package that says by its name or its keywords that it is a plugin. */
export interface InstalledPackage {
  readonly kind: PluginKind;
  readonly name: string;
  readonly version: string;
  readonly folder: string;
}

const PREFIX = /^(?:@[^/]+\/)?tune-(strategy|objective|pruner|storage|executor|reporter)-/;
const KEYWORD = /^tune-(strategy|objective|pruner|storage|executor|reporter)$/;

/** The plugins in the node_modules of a folder and of those above it, the nearest first; each name once. */
export function installedPackages(from: string): readonly InstalledPackage[] {
  const found = new Map<string, InstalledPackage>();
  for (let folder = from; ; folder = dirname(folder)) {
    for (const name of namesIn(join(folder, 'node_modules'))) {
      if (found.has(name)) continue;
      const one = pluginIn(join(folder, 'node_modules', name), name);
      if (one !== undefined) found.set(name, one);
    }
    if (folder === dirname(folder)) return [...found.values()];
  }
}

/** Names of packages, with their scopes. */
function namesIn(modules: string): readonly string[] {
  const names = listed(modules).filter((name) => !name.startsWith('.'));
  return names.flatMap((name) =>
    name.startsWith('@') ? listed(join(modules, name)).map((inner) => `${name}/${inner}`) : [name],
  );
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // There is no such folder, or it is not one.
    return [];
  }
}

function pluginIn(folder: string, name: string): InstalledPackage | undefined {
  const file = join(folder, 'package.json');
  if (!isFile(file)) return undefined;
  const manifest = parsed(file);
  const { version, keywords } = manifest;
  const words = Array.isArray(keywords) ? (keywords as unknown[]).map(String) : [];
  const kind = PREFIX.exec(name)?.[1] ?? words.map((word) => KEYWORD.exec(word)?.[1]).find(Boolean);
  if (kind === undefined) return undefined;
  return {
    ...{ kind: kind as PluginKind, name, folder },
    version: typeof version === 'string' ? version : 'without a version',
  };
}

/** The names of a damaged one say what it is. */
function parsed(file: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}
