import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../steps.mjs';

/** A built module of a package. */
export const built = (name, path) =>
  import(pathToFileURL(join(root, 'packages', name, 'dist', path)).href);
