import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Tells whether the file of a module has another text now than when this was called. A module that is no
 * file that can be read never has. Files that it imports are not looked at.
 */
export function watchText(module: string): () => boolean {
  const first = hashOf(module);
  return () => first !== undefined && hashOf(module) !== first;
}

function hashOf(module: string): string | undefined {
  try {
    const text = readFileSync(module.startsWith('file:') ? fileURLToPath(module) : module);
    return createHash('sha256').update(text).digest('hex');
  } catch {
    return undefined;
  }
}
