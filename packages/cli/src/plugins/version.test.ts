import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { fileVersion } from '../versions/source-files.ts';
import { withIdentity } from './version.ts';

const folder = mkdtempSync(join(tmpdir(), 'tune-version-'));
const file = join(folder, 'mine.mjs');
const loaded = { module: pathToFileURL(file).href, origin: 'path' } as const;
afterAll(() => rmSync(folder, { recursive: true }));

interface Plugin {
  readonly name: string;
  readonly version?: string;
  readonly options?: unknown;
}

class Counter implements Plugin {
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

test('a plugin gets the version of its file beside its own, whatever it is made of', () => {
  writeFileSync(file, 'export default 3;');
  const text = fileVersion(file);
  const query = { name: file, options: {} };
  const frozen: Plugin = Object.freeze({ name: 'mine', version: '2.0' });
  expect(withIdentity(frozen, query, loaded)).toEqual({ name: 'mine', version: `2.0+${text}` });
  const counter = withIdentity<Counter & Plugin>(new Counter('c'), query, loaded);
  expect(counter).toMatchObject({ name: 'c', kind: 'counter', version: text });
  expect([counter.next(), counter.next()]).toEqual([1, 2]);
});

test('the options of a plugin that declares none are those that were typed', () => {
  const query = { name: file, options: { radius: 2 } };
  expect(withIdentity<Plugin>({ name: 'mine' }, query, loaded).options).toEqual({ radius: 2 });
  const declared: Plugin = { name: 'mine', options: { radius: 2, greedy: false } };
  expect(withIdentity(declared, query, loaded).options).toEqual(declared.options);
  expect(
    withIdentity<Plugin>({ name: 'mine' }, { ...query, options: {} }, loaded),
  ).not.toHaveProperty('options');
});
