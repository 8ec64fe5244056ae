import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PluginNames } from './names.ts';
import type { ProjectFile } from './project-files.ts';

/** What can be made. `strategy` and `objective` are plugins; `script` is the search for a program. */
export const TEMPLATES = {
  strategy: 'a strategy that competes with the built-in ones',
  objective: 'an objective that trains a small model',
  script: 'a search over the arguments of a training script in this folder',
} as const;

export type Template = keyof typeof TEMPLATES;

/** A template that is a project of its own. */
export type PluginKind = Exclude<Template, 'script'>;

export const LANGUAGES = { ts: 'TypeScript', js: 'JavaScript' } as const;

export type Language = keyof typeof LANGUAGES;

const folderOf = (kind: PluginKind, language: Language): string =>
  fileURLToPath(new URL(`../templates/${kind}-${language}`, import.meta.url));

/**
 * The files of a new project. A template is a project that works as it is; what changes are its names and the
 * version of our packages.
 * @param version  of our packages, which are released together
 */
export function filesOf(
  kind: PluginKind,
  language: Language,
  names: PluginNames,
  version: string,
): ProjectFile[] {
  const folder = folderOf(kind, language);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => ({ path: path.slice(folder.length + 1).replaceAll('\\', '/'), whole: path }))
    .filter(({ path }) => !/^(node_modules|dist)\//.test(path))
    .map(({ path, whole }) => ({
      path: withNames(kind, names, nameOnDisk(path)),
      text: withVersion(version, withNames(kind, names, readFileSync(whole, 'utf8'))),
    }))
    .toSorted((one, other) => (one.path < other.path ? -1 : 1));
}

/** npm leaves a `.gitignore` out of a package; the template has it under another name. */
const nameOnDisk = (path: string): string => path.replace(/^_/, '.');

/** `my-strategy`, `myStrategy` and `tune-strategy-my-strategy` are the names of the template itself. */
function withNames(kind: PluginKind, names: PluginNames, text: string): string {
  const own = `my-${kind}`;
  const ownIdentifier = `my${kind[0]!.toUpperCase()}${kind.slice(1)}`;
  return text
    .replaceAll(`tune-${kind}-${own}`, names.packageName)
    .replaceAll(own, names.name)
    .replaceAll(new RegExp(`\\b${ownIdentifier}\\b`, 'g'), names.identifier);
}

const withVersion = (version: string, text: string): string =>
  text.replaceAll(/("@tune\/[a-z-]+": "\^)[^"]+"/g, (_, before: string) => `${before}${version}"`);
