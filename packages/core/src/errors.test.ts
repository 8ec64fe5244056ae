import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ERRORS, TuneError } from './errors.ts';

const packages = fileURLToPath(new URL('../..', import.meta.url));
const files = readdirSync(packages, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /(^|\/)src\/.*\.ts$/.test(file) && !file.includes('node_modules'),
);
const read = (file: string) => readFileSync(`${packages}/${file}`, 'utf8');
const isTest = (file: string) => file.includes('.test');
const thrown = files
  .filter((file) => !isTest(file) && !file.endsWith('core/src/errors.ts'))
  .map(read)
  .join('\n');

test('every code of the table is used by a package, and every code used is in the table', () => {
  const used = new Set(
    thrown
      .match(/'(SPACE|STUDY|STRATEGY|OBJECTIVE|STORAGE|COMPARE|CLI)_[A-Z_]+'/g)
      ?.map((code) => code.slice(1, -1)),
  );
  expect([...used].sort()).toEqual(Object.keys(ERRORS).sort());
});

test('the reference page has every code, and no other', () => {
  const page = readFileSync(`${packages}/../docs/reference/errors.md`, 'utf8');
  expect(page.match(/^### .+$/gm)?.map((line) => line.slice(4))).toEqual(Object.keys(ERRORS));
});

test('an error carries code, details and cause', () => {
  const cause = new RangeError('deep');
  const error = new TuneError('STUDY_TRIAL_UNKNOWN', { trial: 7 }, { cause });
  expect(error).toMatchObject({
    name: 'TuneError',
    code: 'STUDY_TRIAL_UNKNOWN',
    details: { trial: 7 },
    cause,
  });
  expect(error.message).toBe('The study has no trial 7. Tell only trials that ask() returned.');
});
