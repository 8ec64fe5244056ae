import { createRequire } from 'node:module';
import { join } from 'node:path';

/** A package that was found. */
export interface FoundPackage {
  /** Full path of its package.json. */
  readonly file: string;
  /** Loads a module as the package itself would. */
  readonly require: NodeJS.Require;
}

/** Finds an npm package beside this one, or in the working folder. */
export function findPackage(name: string): FoundPackage | undefined {
  for (const place of [import.meta.url, join(process.cwd(), 'package.json')]) {
    try {
      const file = createRequire(place).resolve(`${name}/package.json`);
      return { file, require: createRequire(file) };
    } catch {
      // The next place may have it.
    }
  }
  return undefined;
}
