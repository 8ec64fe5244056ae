import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { createError } from './errors.ts';
import { createPlugin } from './create-plugin.ts';
import type { CreateHost, CreateRequest } from './request.ts';
import { findScripts } from './script/find-scripts.ts';
import { tuneScript } from './script/tune-script.ts';
import { TEMPLATES, type Template } from './templates.ts';

/**
 * Makes a project of a template, or the search for a training script, and tells what was made and what to type
 * next. What the request leaves open is asked on a terminal; elsewhere defaults are taken, and told.
 *
 * @throws CREATE_TEMPLATE_UNKNOWN, CREATE_LANGUAGE_UNKNOWN, CREATE_NAME_INVALID
 * @throws CREATE_FILES_EXIST  files would be replaced, and neither the request nor the person says so
 * @throws CREATE_SCRIPT_MISSING, CREATE_SCRIPT_UNREADABLE, CREATE_ARGUMENTS_MISSING
 * @throws CREATE_NOT_WRITABLE
 * @throws CREATE_CANCELED  the person canceled a question
 *
 * @example
 * ```ts
 * import { mkdtempSync } from 'node:fs';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { create } from '@tune/create';
 *
 * const lines: string[] = [];
 * await create(
 *   { folder: 'annealing', template: 'strategy', language: 'ts' },
 *   {
 *     cwd: mkdtempSync(join(tmpdir(), 'create-')),
 *     packageManager: 'npm',
 *     tune: 'npx @tune/tune',
 *     write: (line) => lines.push(line),
 *   },
 * );
 * lines[0]; // 'Made annealing, a strategy in TypeScript:'
 * ```
 */
export async function create(request: CreateRequest, host: CreateHost): Promise<void> {
  const template = await chooseTemplate(request, host);
  if (template === 'script') return tuneScript(request, host);
  return createPlugin(template, request, host);
}

async function chooseTemplate(
  { template, folder = '.', script }: CreateRequest,
  { cwd, prompts, write }: CreateHost,
): Promise<Template> {
  const known = Object.keys(TEMPLATES) as Template[];
  if (template !== undefined) {
    const found = known.find((name) => name === template);
    if (found === undefined) throw createError('CREATE_TEMPLATE_UNKNOWN', { template, known });
    return found;
  }
  if (script !== undefined) return 'script';
  const there = resolve(cwd, folder);
  const found = existsSync(there) ? findScripts(there) : [];
  const proposed = found.length > 0 ? 'script' : 'strategy';
  if (prompts === undefined) {
    const reason = proposed === 'script' ? `${found[0]!.path} is here` : 'the default';
    const others = known.filter((name) => name !== proposed).join(' or ');
    write(`Template: ${proposed} (${reason}); the others are ${others}.`);
    return proposed;
  }
  return prompts.choose(
    'What is it to be?',
    known.map((value) => ({ value, label: `${value}: ${TEMPLATES[value]}` })),
    proposed,
  );
}

/** Whether nothing is in a folder, or it is missing. */
export const isEmpty = (folder: string): boolean =>
  !existsSync(folder) || readdirSync(folder).length === 0;
