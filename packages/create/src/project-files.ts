import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createError } from './errors.ts';

/** A file of a new project, its path relative to the folder of the project, with slashes. */
export interface ProjectFile {
  readonly path: string;
  readonly text: string;
}

/** Those of the files that the folder has already. */
export const existingFiles = (folder: string, files: readonly ProjectFile[]): string[] =>
  files.map(({ path }) => path).filter((path) => existsSync(join(folder, path)));

/**
 * Writes files into a folder, which is made if it is missing.
 * @throws CREATE_NOT_WRITABLE
 */
export function writeFiles(folder: string, files: readonly ProjectFile[]): void {
  for (const { path, text } of files) {
    const whole = join(folder, path);
    try {
      mkdirSync(dirname(whole), { recursive: true });
      writeFileSync(whole, text);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw createError('CREATE_NOT_WRITABLE', { path: whole, reason }, { cause: error });
    }
  }
}
