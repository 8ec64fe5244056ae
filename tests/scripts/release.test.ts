import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly [field: string]: unknown;
}
interface Package {
  readonly name: string;
  readonly folder: string;
  readonly manifest: Manifest;
}
type Found = Pick<Package, 'name' | 'manifest'>;

/** A part of the release; scripts have no types. */
async function part<Exports>(name: string): Promise<Exports> {
  return (await import(join(root, 'scripts', 'release', name))) as Exports;
}
const { publishedPackages, inOrder } = await part<{
  publishedPackages(): Package[];
  inOrder(packages: readonly Found[]): Found[];
}>('packages.mjs');
const { publishedManifest } = await part<{
  publishedManifest(manifest: object, about: object): Manifest;
}>('manifest.mjs');
const { publishedReadme } = await part<{ publishedReadme(text: string, about: object): string }>(
  'readme.mjs',
);
const { linkFaults } = await part<{ linkFaults(text: string, about: object): string[] }>(
  'links.mjs',
);
const { versionFaults, fieldFaults, changelogFaults } = await part<{
  versionFaults(packages: readonly Found[], version?: string): string[];
  fieldFaults(packages: readonly Found[]): string[];
  changelogFaults(version?: string): string[];
}>('versions.mjs');

const packages = publishedPackages();

describe('the packages of the clone', () => {
  test('have one version, and need each other in it', () => {
    expect(versionFaults(packages)).toEqual([]);
    const { version } = packages[0]!.manifest;
    const other = { name: '@tune/a', manifest: { name: '@tune/a', version: '9.0.0' } };
    const user = {
      name: '@tune/b',
      manifest: { name: '@tune/b', version, dependencies: { '@tune/a': '1.0.0' } },
    };
    expect(versionFaults([other, user], version)).toEqual([
      `@tune/a has version 9.0.0, but the release is ${version}`,
      `@tune/b needs @tune/a 1.0.0, but the release is ${version}`,
    ]);
  });

  test('have what a registry shows, and cannot be published from their folders', () => {
    expect(fieldFaults(packages)).toEqual([]);
    const [first] = packages as [Package];
    const open = { ...first, manifest: { ...first.manifest, private: false } };
    expect(fieldFaults([open])).toEqual([expect.stringContaining('could be published')]);
  });

  test('have an entry in the changelog', () => {
    expect(changelogFaults()).toEqual([]);
    expect(changelogFaults('99.0.0')).toEqual(['CHANGELOG.md has no entry "## 99.0.0"']);
  });

  test.each(packages.map(({ name, folder }) => [name, folder]))(
    'the README of %s says how to install it, shows an example and leads to the pages',
    (_name, folder) => {
      const text = readFileSync(join(folder, 'README.md'), 'utf8');
      expect(text).toMatch(/^npm (install|create) .*@tune/m);
      expect(text).toMatch(/^```(ts|sh|\n)/m);
      expect(text).toMatch(/\]\(\.\.\/\.\.\/(docs\/|README)/);
      expect(existsSync(join(folder, 'LICENSE'))).toBe(true);
    },
  );

  test('come after what they depend on', () => {
    const order = packages.map(({ name }) => name);
    for (const { name, manifest } of packages) {
      for (const needed of Object.keys((manifest['dependencies'] ?? {}) as object)) {
        const place = order.indexOf(needed);
        if (place >= 0) expect(place, `${needed} for ${name}`).toBeLessThan(order.indexOf(name));
      }
    }
    const entry = (name: string, ...needed: string[]) => ({
      name,
      manifest: {
        name,
        version: '1',
        dependencies: Object.fromEntries(needed.map((n) => [n, '1'])),
      },
    });
    expect(inOrder([entry('a', 'c'), entry('b'), entry('c', 'b')]).map(({ name }) => name)).toEqual(
      ['b', 'c', 'a'],
    );
    expect(() => inOrder([entry('a', 'b'), entry('b', 'a')])).toThrow('depends on itself');
  });
});

describe('a published manifest', () => {
  const about = {
    repository: 'https://example.org/o/r',
    directory: 'packages/x',
    files: ['dist/index.js'],
  };
  const clone = {
    name: '@tune/x',
    version: '1.0.0',
    private: true,
    scripts: { build: 'tsc' },
    devDependencies: { a: '1' },
    sideEffects: ['./dist/index.js', './src/index.ts'],
    files: ['dist'],
    exports: {
      '.': {
        '@tune/source': './src/index.ts',
        types: './dist/index.d.ts',
        browser: './dist/browser.js',
        default: './dist/index.js',
      },
    },
  };

  test('has nothing that only a clone needs', () => {
    const published = publishedManifest(clone, about);
    const text = JSON.stringify(published);
    expect(text).not.toContain('@tune/source');
    expect(text).not.toContain('./src');
    for (const field of ['private', 'scripts', 'devDependencies'])
      expect(published).not.toHaveProperty(field);
    expect(published['sideEffects']).toEqual(['./dist/index.js']);
    expect(published['publishConfig']).toEqual({ access: 'public', provenance: true });
    expect(published['repository']).toMatchObject({ directory: 'packages/x' });
  });

  test('gives Node the ES module for require(), and Jest and TypeScript a CommonJS one', () => {
    const { exports } = publishedManifest(clone, about) as unknown as {
      exports: Record<string, Record<string, unknown>>;
    };
    const entry = exports['.']!;
    const order = Object.keys(entry);
    expect(order.indexOf('module-sync')).toBeLessThan(order.indexOf('require'));
    expect(entry['module-sync']).toBe('./dist/index.js');
    expect(entry['require']).toEqual({ types: './cjs/index.d.ts', default: './cjs/index.js' });
    expect(entry['browser']).toMatchObject({
      require: './cjs/browser.js',
      default: './dist/browser.js',
    });
    expect(order.at(-1)).toBe('default');
  });
});

describe('a published README', () => {
  const prefix = 'https://example.org/blob/v1/';
  const link = (path: string) => prefix + path;
  const about = { directory: 'packages/core', files: ['README.md', 'dist/index.js'], link };

  test('links to the repository where the package does not have the file', () => {
    const text = [
      '[a](../../docs/index.md#part) [b](src/x.ts) [c](dist/index.js) [d](https://example.com) [e](#here)',
      '```',
      'array[0](../../docs/index.md)',
      '```',
    ].join('\n');
    expect(publishedReadme(text, about).split('\n')).toEqual([
      `[a](${prefix}docs/index.md#part) [b](${prefix}packages/core/src/x.ts) [c](dist/index.js) [d](https://example.com) [e](#here)`,
      '```',
      'array[0](../../docs/index.md)',
      '```',
    ]);
  });

  test('with a dead link is noticed', () => {
    const text = `[a](${prefix}README.md) [b](${prefix}docs/no-such-page.md) [c](dist/index.js) [d](gone.md)`;
    expect(linkFaults(text, { name: 'x', files: about.files, prefix })).toEqual([
      `x: the README links to ${prefix}docs/no-such-page.md, which is not there`,
      'x: the README links to gone.md, which is not there',
    ]);
  });

  test('of each package has live links only', () => {
    for (const { name, folder } of packages) {
      const text = readFileSync(join(folder, 'README.md'), 'utf8');
      const directory = `packages/${folder.split('/').at(-1)}`;
      const shipped = ['README.md', 'LICENSE'];
      const published = publishedReadme(text, { directory, files: shipped, link });
      expect(linkFaults(published, { name, files: shipped, prefix })).toEqual([]);
    }
    expect(readdirSync(join(root, 'packages')).length).toBe(packages.length);
  });
});

test('CommonJS keeps import() and knows where its file is', async () => {
  const { commonJs } = await part<{ commonJs(code: string): string }>('common-js.mjs');
  const code =
    "export const here = import.meta.url; export const load = () => import('./other.js');";
  const common = commonJs(code);
  expect(common).toContain("import('./other.js')");
  expect(common).not.toContain('import.meta');
  const module = { exports: {} as { here: string } };
  // What Node does with the file.
  const run = new Function('exports', 'require', 'module', '__filename', common) as (
    ...args: unknown[]
  ) => void;
  run(module.exports, createRequire(import.meta.url), module, '/some/file.js');
  expect(module.exports.here).toBe('file:///some/file.js');
  expect(() => commonJs("import { createRequire } from 'node:module'; const require = 1;")).toThrow(
    SyntaxError,
  );
});

test('declarations compile without an optional peer', async () => {
  const { withoutPeers } = await part<{ withoutPeers(text: string, manifest: object): string }>(
    'declarations.mjs',
  );
  const text = "import type * as Core from 'peer/core';\nimport type { A } from 'other';\n";
  expect(withoutPeers(text, { peerDependenciesMeta: { peer: { optional: true } } })).toBe(
    `// @ts-ignore: an optional peer\n${text}`,
  );
  expect(withoutPeers(text, {})).toBe(text);
});

describe('the next version', () => {
  const fix = "---\n'@tune/core': patch\n---\n\nA fix.\n";
  const feature =
    "---\n'@tune/cli': minor\n'@tune/core': patch\n---\n\nA feature:\nin two lines.\n";

  test('follows from the largest change', async () => {
    const { readChanges, nextVersion, parseChange } = await part<{
      readChanges(folder: string): { kind: string; description: string }[];
      nextVersion(version: string, kind: string): string;
      parseChange(text: string): unknown;
    }>('changes.mjs');
    const folder = mkdtempSync(join(tmpdir(), 'tune-changes-'));
    for (const [name, text] of Object.entries({ 'a.md': fix, 'b.md': feature, 'README.md': 'x' })) {
      writeFileSync(join(folder, name), text);
    }
    expect(readChanges(folder)).toEqual([
      { kind: 'minor', description: 'A feature:\nin two lines.' },
      { kind: 'patch', description: 'A fix.' },
    ]);
    expect(['major', 'minor', 'patch'].map((kind) => nextVersion('1.2.3', kind))).toEqual([
      ...['2.0.0', '1.3.0', '1.2.4'],
    ]);
    expect(() => parseChange('A fix without a head.')).toThrow('Expected packages with');
  });

  test('is written wherever our packages are needed, and nowhere else', async () => {
    const { withVersion } = await part<{
      withVersion(text: string, before: string, version: string, about?: object): string;
    }>('versions.mjs');
    const text = JSON.stringify(
      {
        version: '0.1.0',
        dependencies: { '@tune/core': '0.1.0', other: '0.1.0' },
        peerDependencies: { '@tune/compare': '^0.1.0' },
      },
      null,
      2,
    );
    expect(JSON.parse(withVersion(text, '0.1.0', '0.2.0'))).toEqual({
      version: '0.2.0',
      dependencies: { '@tune/core': '0.2.0', other: '0.1.0' },
      peerDependencies: { '@tune/compare': '^0.2.0' },
    });
    expect(withVersion(text, '0.0.9', '0.2.0')).toBe(text);
    expect(JSON.parse(withVersion(text, '0.1.0', '0.2.0', { isOwn: false }))).toMatchObject({
      ...{ version: '0.1.0', dependencies: { '@tune/core': '0.2.0' } },
    });
  });

  test('has an entry in the changelog, before the older ones', async () => {
    const { changelogWith } = await part<{
      changelogWith(text: string, version: string, changes: readonly object[]): string;
    }>('changelog.mjs');
    const before = '# Changelog\n\nWords.\n\n## 0.1.0\n\nFirst.\n';
    const changes = [{ description: 'A feature:\nin two lines.' }, { description: 'A fix.' }];
    expect(changelogWith(before, '0.2.0', changes)).toBe(
      '# Changelog\n\nWords.\n\n## 0.2.0\n\n- A feature:\n  in two lines.\n- A fix.\n\n## 0.1.0\n\nFirst.\n',
    );
  });
});

describe('a release', () => {
  test('is not published without an address of the repository, a commit, a version and an addon', async () => {
    const { obstacles } = await part<{ obstacles(about: object): string[] }>('obstacles.mjs');
    const ready = { isKnown: true, changed: [], changes: [], addon: true };
    expect(obstacles(ready)).toEqual([]);
    expect(obstacles({ ...ready, addon: false, platforms: true })).toEqual([]);
    const hindered = { isKnown: false, changed: [' M a.ts'], changes: ['b.md'], addon: false };
    expect(obstacles(hindered)).toEqual([
      expect.stringContaining('OWNER'),
      expect.stringContaining('a.ts'),
      expect.stringContaining('b.md'),
      expect.stringContaining('WebAssembly only'),
    ]);
  });

  test('knows an address from its placeholder', async () => {
    const { isRepositoryKnown } = await part<{ isRepositoryKnown(page: string): boolean }>(
      'repository.mjs',
    );
    expect(isRepositoryKnown('https://github.com/OWNER/tune')).toBe(false);
    expect(isRepositoryKnown('https://github.com/somebody/tune')).toBe(true);
  });

  test('goes on where an interrupted one stopped, and stops at the first failure', async () => {
    const { publishAll } = await part<{
      publishAll(tarballs: readonly object[]): Promise<boolean>;
    }>('publish.mjs');
    const folder = mkdtempSync(join(tmpdir(), 'tune-publish-'));
    // Stands for npm: it has @tune/a already, and refuses @tune/c.
    writeFileSync(
      join(folder, 'npm'),
      `#!/bin/sh
      echo "$*" >> ${folder}/log
      case "$*" in
        "view @tune/a@"*) echo '"1.0.0"' ;;
        view*) echo 'npm error code E404' >&2; exit 1 ;;
        *c.tgz*) exit 1 ;;
      esac`,
    );
    chmodSync(join(folder, 'npm'), 0o755);
    vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH'] ?? ''}`);
    const tarballs = ['a', 'b', 'c', 'd'].map((name) => ({
      ...{ name: `@tune/${name}`, manifest: { version: '1.0.0' }, file: `/x/${name}.tgz` },
    }));
    expect(await publishAll(tarballs)).toBe(false);
    vi.unstubAllEnvs();
    const published = readFileSync(join(folder, 'log'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('publish'));
    expect(published).toEqual([
      'publish /x/b.tgz --provenance --access public',
      'publish /x/c.tgz --provenance --access public',
    ]);
  });
});
