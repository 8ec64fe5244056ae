import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { versionOf, withFileVersion } from './version.ts';

const folder = mkdtempSync(join(tmpdir(), 'tune-version-'));
const file = join(folder, 'mine.mjs');
const { href } = pathToFileURL(file);
afterAll(() => rmSync(folder, { recursive: true }));

class Counter {
  #count = 0;
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
  get kind(): string {
    return 'counter';
  }
  next(): number {
    return ++this.#count;
  }
}

test('another text is another version', () => {
  writeFileSync(file, 'export default 1;');
  const before = versionOf(href);
  writeFileSync(file, 'export default 2;');
  expect(versionOf(href)).not.toBe(before);
  expect(versionOf(href)).toMatch(/^[0-9a-f]{12}$/);
});

test('a plugin gets the version of its file beside its own, whatever it is made of', () => {
  writeFileSync(file, 'export default 3;');
  const text = versionOf(href);
  const frozen: { readonly name: string; readonly version?: string } = Object.freeze({
    name: 'mine',
    version: '2.0',
  });
  expect(withFileVersion(frozen, href)).toEqual({ name: 'mine', version: `2.0+${text}` });
  const counter = withFileVersion<Counter & { readonly version?: string }>(new Counter('c'), href);
  expect(counter).toMatchObject({ name: 'c', kind: 'counter', version: text });
  expect([counter.next(), counter.next()]).toEqual([1, 2]);
});
