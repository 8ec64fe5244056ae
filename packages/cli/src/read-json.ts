import { readFileSync } from 'node:fs';

/** What a JSON file holds; some editors begin it with a byte order mark. */
export const readJson = (file: string): unknown =>
  JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
