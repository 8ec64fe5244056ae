import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { coreError } from './errors.ts';
import { defineErrors, isTuneError, quote, TuneError } from './tune-error.ts';
import { float, space, spaceFromJSON } from './index.ts';
import { square, studyOf, uniform } from './study/study.test-util.ts';

const coded = (code: string) => expect.objectContaining({ code }) as Error;

const packages = fileURLToPath(new URL('../..', import.meta.url));
const files = readdirSync(packages, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /^[a-z-]+\/src\/.*\.ts$/.test(file),
);
const textOf = (isWanted: (file: string) => boolean) =>
  files
    .filter(isWanted)
    .map((file) => readFileSync(`${packages}/${file}`, 'utf8'))
    .join('\n');
const isTest = (file: string) => file.includes('.test');
const codes = Object.keys(coreError.messages);

test('every code of the table is thrown by a package', () => {
  const sources = textOf((file) => !isTest(file) && !file.endsWith('core-errors.ts'));
  expect(codes.filter((code) => !sources.includes(`coreError('${code}'`))).toEqual([]);
});

test('every code of the table is expected by a test', () => {
  const tests = textOf(isTest);
  expect(codes.filter((code) => !tests.includes(`'${code}'`))).toEqual([]);
});

test('errors of a space have their codes', () => {
  expect(() => space({ x: 7 as never })).toThrow(coded('SPACE_INVALID'));
  expect(() => spaceFromJSON({ parameters: 7 })).toThrow(coded('SPACE_JSON_INVALID'));
  const odd = space({ x: float(0, 1) }).constrain('odd', () => 7 as never);
  expect(() => odd.faults({ x: 0.5 })).toThrow(coded('SPACE_CONSTRAINT_FAILED'));
});

test('an error of what was suggested or reported has its code', async () => {
  const lost = { ...uniform, suggest: async () => [{ point: { x: 7 } }] };
  await expect((await studyOf({ strategy: lost })).ask()).rejects.toMatchObject({
    code: 'STRATEGY_POINT_INVALID',
  });
  let thrown: unknown;
  const objective = square((_, { report }) => {
    try {
      report(-1, 1);
    } catch (error) {
      thrown = error;
    }
    return 1;
  });
  await (await studyOf({ budget: { trials: 1 } })).optimize(objective);
  expect(thrown).toMatchObject({ code: 'OBJECTIVE_REPORT_INVALID' });
});

test('every message is a sentence, also if its details are missing', () => {
  for (const [code, message] of Object.entries(coreError.messages)) {
    const text = message({});
    expect(text, code).toMatch(/^[A-Z]/);
    expect(text, code).toMatch(/\.$|\n/);
  }
});

test('an error carries code, details and cause', () => {
  const cause = new RangeError('deep');
  const error = coreError('STUDY_TRIAL_UNKNOWN', { trial: 7 }, { cause });
  expect(error).toBeInstanceOf(TuneError);
  expect(error).toMatchObject({
    name: 'TuneError',
    code: 'STUDY_TRIAL_UNKNOWN',
    details: { trial: 7 },
    cause,
  });
  expect(error.message).toBe('The study has no trial 7. Tell only trials that ask() returned.');
  expect(new TuneError('A', 'a')).not.toHaveProperty('cause');
});

test('an error is known by its name and code, also one of another copy of the package', () => {
  class OtherTuneError extends Error {
    override name = 'TuneError';
    code = 'STORAGE_CONFLICT';
  }
  const other = new OtherTuneError();
  expect(other).not.toBeInstanceOf(TuneError);
  expect(isTuneError(other)).toBe(true);
  expect(isTuneError(other, 'STORAGE_CONFLICT')).toBe(true);
  expect(isTuneError(other, 'STUDY_CLOSED')).toBe(false);
  for (const no of [undefined, null, 'TuneError', {}, new Error('a'), { name: 'TuneError' }]) {
    expect(isTuneError(no)).toBe(false);
  }
  const system = Object.assign(new Error('a'), { code: 'ENOENT' });
  expect(isTuneError(system)).toBe(false);
});

test('a plugin has a table of its own', () => {
  const queueError = defineErrors({ QUEUE_LOST: ({ url }) => `The queue ${quote(url)} is gone.` });
  const error = queueError('QUEUE_LOST', { url: 'redis://a' });
  expect(isTuneError(error, 'QUEUE_LOST')).toBe(true);
  expect(error.message).toBe('The queue "redis://a" is gone.');
});

test('a value is quoted as it is written', () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  const values = [
    'a',
    1,
    Number.NaN,
    undefined,
    null,
    true,
    1n,
    [1, 'a'],
    { b: 2 },
    circle,
    () => 1,
  ];
  expect(values.map(quote)).toEqual([
    ...['"a"', '1', 'NaN', 'undefined', 'null', 'true', '1n', '[1,"a"]', '{"b":2}'],
    ...['[object Object]', '() => 1'],
  ]);
});
