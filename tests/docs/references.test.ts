import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Keys such as [Matern1960] in sources and pages. */
const cited = new Set(
  ['packages', 'docs'].flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|h|cc|cpp|md)$/.test(file))
      .filter((file) => !/node_modules|(^|\/)(dist|build)\//.test(file))
      .flatMap((file) => [
        ...readFileSync(join(root, room, file), 'utf8').matchAll(/\[([A-Z][A-Za-z]+\d{4})\]/g),
      ])
      .map(([, key]) => key!),
  ),
);

test('every source that is cited is in references.bib, and nothing else is', () => {
  const bibliography = readFileSync(join(root, 'docs', 'references.bib'), 'utf8');
  const keys = [...bibliography.matchAll(/^@\w+\{(\w+),/gm)].map(([, key]) => key!);
  expect(new Set(keys).size).toBe(keys.length);
  expect([...cited].sort()).toEqual([...keys].sort());
});
