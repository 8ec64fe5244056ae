import { existsSync, readdirSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { createError } from './errors.ts';
import { nameOfFolder, pluginNames } from './names.ts';
import { LINES } from './package-manager.ts';
import { existingFiles, writeFiles, type ProjectFile } from './project-files.ts';
import type { CreateHost, CreateRequest } from './request.ts';
import { filesOf, LANGUAGES, type Language, type PluginKind } from './templates.ts';
import { version } from './version.ts';

/** What a new plugin is called if neither its folder nor the person says it. */
const DEFAULT_NAME = 'mine';

/** Makes the project of a strategy or an objective. */
export async function createPlugin(
  kind: PluginKind,
  request: CreateRequest,
  host: CreateHost,
): Promise<void> {
  const language = await chooseLanguage(request, host);
  const folder = await chooseFolder(kind, request, host);
  const names = pluginNames(
    kind,
    request.name ?? nameOfFolder(kind, resolve(host.cwd, folder)) ?? DEFAULT_NAME,
  );
  const files = filesOf(kind, language, names, version());
  const there = resolve(host.cwd, folder);
  await allowReplacing(there, files, request, host);
  writeFiles(there, files);
  const what = kind === 'strategy' ? 'a strategy' : 'an objective';
  host.write(`Made ${names.name}, ${what} in ${LANGUAGES[language]}:`);
  for (const { path } of files) host.write(`  ${shown(folder, path)}`);
  host.write('');
  host.write('Next:');
  for (const line of nextLines(kind, `./src/${names.name}.${language}`, there, host)) {
    host.write(`  ${line}`);
  }
}

async function chooseLanguage(
  { language }: CreateRequest,
  { prompts, write }: CreateHost,
): Promise<Language> {
  const known = Object.keys(LANGUAGES) as Language[];
  if (language !== undefined) {
    const found = known.find((name) => name === language);
    if (found === undefined) throw createError('CREATE_LANGUAGE_UNKNOWN', { language, known });
    return found;
  }
  if (prompts !== undefined) {
    const choices = known.map((value) => ({ value, label: LANGUAGES[value] }));
    return prompts.choose('In which language?', choices, 'ts');
  }
  write('Language: ts (the default); the other is js.');
  return 'ts';
}

/** The one that is given; else this one if it is empty; else a new one. */
async function chooseFolder(
  kind: PluginKind,
  { folder, name }: CreateRequest,
  { cwd, prompts, write }: CreateHost,
): Promise<string> {
  if (folder !== undefined) return folder;
  const called = pluginNames(kind, name ?? DEFAULT_NAME).packageName;
  const proposed = readdirSync(cwd).length === 0 ? '.' : called;
  if (prompts !== undefined) return prompts.text('In which folder?', proposed);
  write(`Folder: ${proposed} (the default).`);
  return proposed;
}

/** @throws CREATE_FILES_EXIST, CREATE_CANCELED */
export async function allowReplacing(
  folder: string,
  files: readonly ProjectFile[],
  { force = false }: CreateRequest,
  { prompts }: CreateHost,
): Promise<void> {
  if (!existsSync(folder) || force) return;
  const existing = existingFiles(folder, files);
  if (existing.length === 0) return;
  if (prompts === undefined) throw createError('CREATE_FILES_EXIST', { files: existing, folder });
  const replace = await prompts.confirm(`Replace ${existing.join(', ')} in ${folder}?`, false);
  if (!replace) throw createError('CREATE_CANCELED');
}

function nextLines(
  kind: PluginKind,
  path: string,
  there: string,
  { cwd, packageManager }: CreateHost,
): string[] {
  const { install, test, run } = LINES[packageManager];
  const folder = relative(cwd, there);
  const compete =
    kind === 'strategy'
      ? `--objective branin --strategies bayes,random,${path}`
      : `--objective ${path} --strategies bayes,random`;
  return [
    folder === '' ? install : `cd ${quoted(folder)} && ${install}`,
    test,
    `${run} tune compare ${compete} --trials 20`,
  ];
}

const shown = (folder: string, path: string): string =>
  folder === '' || folder === '.' ? path : `${folder.replace(/[\\/]+$/, '')}/${path}`;

/** A word as a shell takes it. */
const quoted = (word: string): string =>
  /^[\w./@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
