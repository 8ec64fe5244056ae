import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Objective, ObjectiveReference } from '@tune/core';
import { runtimeError } from './errors.ts';

/** Imports a module from a file; TypeScript needs no build. */
export async function importFile(file: string): Promise<Readonly<Record<string, unknown>>> {
  const href = file.startsWith('file:') ? file : pathToFileURL(file).href;
  if (!['.ts', '.mts'].includes(extname(fileURLToPath(href)))) return import(href);
  const { createJiti } = await import('jiti');
  return createJiti(import.meta.url).import(fileURLToPath(href));
}

/**
 * The objective that a reference names: an export of a module, or what that function returns for the
 * options.
 * @throws OBJECTIVE_NOT_LOADABLE  there is no such export; an error of the module itself passes through
 */
export async function loadObjective(reference: ObjectiveReference): Promise<Objective> {
  const { module, export: name, options } = reference;
  const exported = (await importFile(module))[name];
  const value: unknown = typeof exported === 'function' ? await exported(options) : exported;
  if (typeof (value as Objective | undefined)?.evaluate !== 'function') {
    throw runtimeError('OBJECTIVE_NOT_LOADABLE', { objective: `${module} ${name}` });
  }
  const objective = value as Objective;
  return (reference.isTest === true ? objective.test?.() : undefined) ?? objective;
}
