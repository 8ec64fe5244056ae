import { isAbsolute, relative, resolve } from 'node:path';

/** A path as a person would write it from the working folder; one outside of it is absolute. */
export function shownPath(path: string): string {
  const inside = relative(process.cwd(), path);
  return inside.startsWith('..') || isAbsolute(inside) ? resolve(path) : inside;
}
