import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { isPath } from '../plugins/module-path.ts';

/** A spec of a config, with a path from its folder, as it is written from the working folder. */
export function rebasedSpec(spec: string, file: string): string {
  const [, kind = '', rest = spec] = /^(python:)(.*)$/s.exec(spec) ?? [];
  const start = rest.indexOf('?');
  const path = start < 0 ? rest : rest.slice(0, start);
  if (kind === '' && !isPath(path)) return spec;
  return `${kind}${rebasedPath(rest, file)}`;
}

/** The same of a path. */
export function rebasedPath(path: string, file: string): string {
  if (isAbsolute(path) || path.startsWith('~')) return path;
  const whole = resolve(dirname(file), path);
  const near = relative(process.cwd(), whole);
  return near.startsWith(`..${sep}`) ? whole : `./${near}`;
}
