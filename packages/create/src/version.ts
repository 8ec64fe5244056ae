import { readFileSync } from 'node:fs';

/** Of this package, and so of all: they are released together. */
export const version = (): string =>
  (
    JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      version: string;
    }
  ).version;
