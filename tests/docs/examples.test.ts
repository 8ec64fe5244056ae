import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Beside the tests, so that the examples find the packages. */
const scratch = fileURLToPath(new URL('../.examples', import.meta.url));

const files = readdirSync(join(root, 'packages'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /(^[^/]+\/README\.md|\/src\/.*\.ts)$/.test(file))
  .filter((file) => !/node_modules|\.test/.test(file));

interface Example {
  readonly name: string;
  readonly code: string;
}

/** Every ```ts block of a page or of a doc comment. */
function examplesOf(file: string): Example[] {
  const text = readFileSync(join(root, 'packages', file), 'utf8').replace(/^ *\* ?/gm, '');
  return [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = ''], index) => ({
    name: `${file} ${index + 1}`,
    code,
  }));
}

const examples = files.flatMap(examplesOf);

beforeAll(() => mkdirSync(scratch, { recursive: true }));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('there are examples', () => {
  expect(examples.length).toBeGreaterThan(10);
});

test.each(examples)(
  '$name',
  async ({ name, code }) => {
    const path = join(scratch, `${name.replaceAll(/\W+/g, '-')}.ts`);
    mkdirSync(dirname(path), { recursive: true });
    // An example without an import would be a script; the export makes it a module.
    writeFileSync(path, `${code}\nexport {};\n`);
    await import(/* @vite-ignore */ path);
  },
  120_000,
);
