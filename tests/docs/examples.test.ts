import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Beside the tests, so that the examples find the packages. */
const scratch = fileURLToPath(new URL('../.examples', import.meta.url));

const files = ['packages', 'docs']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
      (file) => `${folder}/${file}`,
    ),
  )
  .filter((file) => /^(packages\/[^/]+\/(README\.md|src\/.*\.ts)|docs\/.*\.md)$/.test(file))
  .filter((file) => !/node_modules|\.test/.test(file))
  .concat('README.md');

interface Example {
  readonly name: string;
  readonly code: string;
}

/** Every ```ts block of a page or of a doc comment. */
function examplesOf(file: string): Example[] {
  const text = readFileSync(join(root, file), 'utf8').replace(/^ *\* ?/gm, '');
  return [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = ''], index) => ({
    name: `${file} ${index + 1}`,
    code,
  }));
}

/** `expression; // value` says what comes out: a literal, or `near` a number. */
const SAID = /^(?:const (?<name>\w+) = )?(?<expression>[^\s});].*); \/\/ (?<said>.+)$/;

/** What a comment behind an expression claims, as code; undefined if it is only a remark. */
function claimOf(said: string): string | undefined {
  const near = said.match(/^(?:near|about) (-?[\d.e-]+)/)?.[1];
  if (near !== undefined) return `near(${near})`;
  const literal = said.match(/^('[^']*'|-?\d[\d.e-]*|true|false|\{.*\}|\[.*\])(?=$|[:,] )/)?.[1];
  return literal === undefined ? undefined : `equal(${literal})`;
}

/** The example with its claims checked. */
function withClaims(code: string): string {
  return code
    .split('\n')
    .map((line) => {
      const { name, expression, said } = line.match(SAID)?.groups ?? {};
      const claim = said === undefined ? undefined : claimOf(said);
      if (claim === undefined || /^(import|for|if|return)\b/.test(line)) return line;
      return name === undefined
        ? `${claim}(${expression});`
        : `const ${name} = ${expression}; ${claim}(${name});`;
    })
    .join('\n');
}

const CHECKS = `
import { expect as checked } from 'vitest';
const nineDigits = (value: unknown) =>
  JSON.stringify(value, (_, part) => (typeof part === 'number' ? Number(part.toPrecision(9)) : part));
const equal = (said: unknown) => (came: unknown) => checked(nineDigits(came)).toBe(nineDigits(said));
const near = (said: number) => (came: unknown) =>
  checked(Math.abs((came as number) - said)).toBeLessThanOrEqual(0.2 * Math.abs(said));
`;

const examples = files.flatMap(examplesOf);
const pathOf = (name: string) => join(scratch, `${name.replaceAll(/\W+/g, '-')}.ts`);

beforeAll(() => {
  mkdirSync(scratch, { recursive: true });
  for (const { name, code } of examples) {
    // An example without an import would be a script; the export makes it a module.
    writeFileSync(pathOf(name), `${CHECKS}${withClaims(code)}\nexport {};\n`);
  }
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('there are examples, and what they claim is checked', () => {
  expect(examples.length).toBeGreaterThan(10);
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
    examples.map(({ name }) => pathOf(name)),
    options,
  );
  const faults = ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const lines = (file?.text.slice(0, start) ?? '').split('\n');
    const line = file?.text.split('\n')[lines.length - 1]?.trim() ?? '';
    return `${file?.fileName ?? ''}: ${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
  expect(faults).toEqual([]);
}, 120_000);

test.each(examples)(
  '$name',
  async ({ name }) => {
    await import(/* @vite-ignore */ pathOf(name));
  },
  120_000,
);
