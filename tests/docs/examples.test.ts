import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withClaims, CHECKS } from './claims.ts';
import { folderOf, isRun, makeFolder } from './folder.ts';
import { blocksOf, pages, root, sources, textOf } from './pages.ts';

const KIND = 'code';
const LANGUAGES = new Set(['ts', 'js']);

interface Example {
  readonly name: string;
  readonly path: string;
  readonly code: string;
}

/** Named blocks are files that others import; what a test runner has to run is for the shell. */
const examplesOnPages = pages.flatMap((page) =>
  blocksOf(page)
    .filter((block) => LANGUAGES.has(block.language) && isRun(block))
    .map(({ number, line, language, file, code }): Example => ({
      name: `${page}:${line}`,
      path: join(
        folderOf(KIND, page),
        file ?? `block-${number}.${language === 'js' ? 'mjs' : 'ts'}`,
      ),
      code,
    })),
);

const examplesInComments = sources.flatMap((source) =>
  blocksOf(source, textOf(source).replaceAll(/^ *\* ?/gm, ''))
    .filter(({ language }) => language === 'ts')
    .map(({ number, line, code }): Example => ({
      name: `${source}:${line}`,
      path: join(folderOf(KIND, source), `block-${number}.ts`),
      code,
    })),
);

const examples = [...examplesOnPages, ...examplesInComments];
const cwd = process.cwd();

beforeAll(() => {
  rmSync(folderOf(KIND, ''), { recursive: true, force: true });
  for (const page of pages) {
    if (blocksOf(page).some(({ language }) => LANGUAGES.has(language))) makeFolder(KIND, page);
  }
  for (const { path, code } of examples) {
    mkdirSync(dirname(path), { recursive: true });
    // An example without an import would be a script; the export makes it a module.
    writeFileSync(path, path.endsWith('.ts') ? `${CHECKS}${withClaims(code)}\nexport {};\n` : code);
  }
});
afterAll(() => {
  process.chdir(cwd);
  rmSync(folderOf(KIND, ''), { recursive: true, force: true });
});

test('there are examples, and what they claim is checked', () => {
  expect(examplesOnPages.length).toBeGreaterThan(20);
  expect(examplesInComments.length).toBeGreaterThan(10);
  const claims = examples.flatMap(
    ({ code }) => withClaims(code).match(/^.*\b(equal|near)\(.*$/gm) ?? [],
  );
  expect(claims.length).toBeGreaterThan(20);
});

test('examples compile under the strict options of the packages', () => {
  const config = join(root, 'tests', 'tsconfig.json');
  const { config: json } = ts.readConfigFile(config, ts.sys.readFile) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(json, ts.sys, dirname(config));
  const program = ts.createProgram(
    examples.map(({ path }) => path),
    {
      ...options,
      allowJs: true,
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    },
  );
  const faults = ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const lines = (file?.text.slice(0, start) ?? '').split('\n');
    const line = file?.text.split('\n')[lines.length - 1]?.trim() ?? '';
    return `${file?.fileName ?? ''}: ${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
  expect(faults).toEqual([]);
}, 120_000);

const runnable = examples.filter(({ path }) => !/\.test\.[jt]s$/.test(path));

test.each(runnable)(
  '$name',
  async ({ path }) => {
    process.chdir(dirname(path));
    await import(/* @vite-ignore */ path);
  },
  120_000,
);
