import { statSync } from 'node:fs';

/** Whether a path is that of a regular file, or of a link to one. */
export function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
