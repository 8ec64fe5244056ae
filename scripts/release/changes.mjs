import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../steps.mjs';

export const CHANGES = join(root, '.changeset');

/** The changes that no release has yet: the files that `npm run change` wrote. */
export function pendingChanges(folder = CHANGES) {
  return readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
}
