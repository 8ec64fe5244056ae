import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Objective, ObjectiveReference } from '@tune/core';
import { runtimeError } from './errors.ts';

/** Imports a module from a file; TypeScript needs no build. */
export async function importFile(file: string): Promise<Readonly<Record<string, unknown>>> {
  const href = file.startsWith('file:') ? file : pathToFileURL(file).href;
  if (!['.ts', '.mts', '.cts'].includes(extname(fileURLToPath(href)))) return import(href);
  const { createJiti } = await import('jiti');
  return createJiti(import.meta.url).import(fileURLToPath(href));
}

/**
 * What stands under the name of an export, or, behind slashes, in the properties of one:
 * `default/objectives/mine`. Undefined if there is nothing.
 */
export function exportAt(exports: Readonly<Record<string, unknown>>, name: string): unknown {
  let value: unknown = exports;
  for (const part of name in exports ? [name] : name.split('/')) {
    value = (value as Readonly<Record<string, unknown>> | null | undefined)?.[part];
  }
  return value;
}

/**
 * The objective that a reference names: an export of a module, or what that function returns for the
 * options. `default/objectives/mine` is a property of a property of the default export.
 * @throws OBJECTIVE_NOT_LOADABLE  there is no such export; an error of the module itself passes through
 */
export async function loadObjective(reference: ObjectiveReference): Promise<Objective> {
  const { module, export: name, options } = reference;
  const exported = exportAt(await importFile(module), name);
  const value: unknown = typeof exported === 'function' ? await exported(options) : exported;
  if (typeof (value as Objective | undefined)?.evaluate !== 'function') {
    throw runtimeError('OBJECTIVE_NOT_LOADABLE', { objective: `${module} ${name}` });
  }
  const objective = value as Objective;
  return (reference.isTest === true ? objective.test?.() : undefined) ?? objective;
}
