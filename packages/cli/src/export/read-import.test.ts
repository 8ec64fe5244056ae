import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStudy, float, memoryStorage, readStudy, space } from '@tune/core';
import { afterAll, expect, test } from 'vitest';
import { json } from './json.ts';
import { readImport } from './read-import.ts';

const folder = mkdtempSync(join(tmpdir(), 'tune-import-'));
const file = join(folder, 'export.json');
afterAll(() => rmSync(folder, { recursive: true }));
const written = (value: unknown): string => {
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
  return file;
};

const strategy = {
  ...{ name: 'middle', apiVersion: 1 as const },
  capabilities: { parallel: true, exhaustive: false },
  suggest: async () => [{ point: { x: 0.5 } }],
};

const NAMES = { scores: [], shown: (name: string) => name };

/** A comparison with one study of two trials, one of which has a report that is not a number. */
async function exported(): Promise<string> {
  const storage = memoryStorage();
  const study = await createStudy({
    ...{ name: 'mine/middle/1', space: { x: float(0, 1) }, storage, strategy },
  });
  const first = (await study.ask())!;
  await first.report(1, 0.5);
  await first.report(2, Number.NaN);
  await study.tell(first, 0.25);
  await study.ask();
  await study.dispose();
  const runs = [{ label: 'middle', repeat: 1, study: 'mine/middle/1' }];
  await storage.catalog.addComparison('mine', { definition: { objective: './mine.mjs' }, runs }, 1);
  const comparison = await storage.catalog.comparison('mine');
  const studies = await storage.catalog.studies('mine');
  let text = '';
  for await (const line of json({ storage, comparison, studies, ...NAMES })) text += `${line}\n`;
  return text;
}

test('what is exported is imported again, with its reports', async () => {
  const text = await exported();
  const imported = readImport(written(text));
  const storage = memoryStorage();
  await storage.catalog.importStudies(imported);
  const study = (await readStudy(storage, 'mine/middle/1'))!;
  expect(study.trials.map(({ state }) => state)).toEqual(['complete', 'waiting']);
  expect(await study.reports(1)).toEqual([
    { step: 1, value: 0.5 },
    { step: 2, value: Number.NaN },
  ]);
  const comparison = await storage.catalog.comparison('mine');
  const studies = await storage.catalog.studies('mine');
  let again = '';
  for await (const line of json({ storage, comparison, studies, ...NAMES })) again += `${line}\n`;
  expect(again).toBe(text);
  expect(comparison!.definition).toMatchObject({ imported: true });
});

test('an export of the first edition is read', () => {
  const created = {
    ...{ type: 'study-created', at: 1, space: space({ x: float(0, 1) }).toJSON() },
    fingerprint: space({ x: float(0, 1) }).fingerprint,
    ...{ direction: 'minimize', strategy: 'random', seed: 1, budget: { trials: 1 } },
  };
  const attempt = { number: 1, attempt: 1, token: 'a' };
  const facts = [
    created,
    { type: 'trial-started', at: 2, ...attempt, point: { x: 0.5 }, seed: 9, suggestSeconds: 0 },
    { type: 'trial-reported', at: 3, number: 1, attempt: 1, step: 1, value: 4 },
    { type: 'heartbeat', at: 3, holder: 'a' },
    {
      ...{ type: 'trial-ended', at: 4, ...attempt, evaluateSeconds: 1 },
      outcome: { state: 'complete', values: [4] },
    },
  ];
  const old = { format: 'tune-export-1', comparison: null, studies: [{ name: 'old', facts }] };
  const { studies } = readImport(written(old));
  expect(studies[0]!.events.map(({ type }) => type)).toEqual([
    ...['study-created', 'trial-started', 'trial-ended'],
  ]);
  expect(studies[0]!.reports).toEqual([{ number: 1, attempt: 1, step: 1, value: 4 }]);
});

const NEW = { format: 'tune-export-2', comparison: null };
const COMPARISON = { name: 'a', definition: {}, createdAt: 1, changedAt: 1, seconds: 1 };
const withDefinition = (definition: object) => ({
  ...{ ...NEW, comparison: { ...COMPARISON, definition }, studies: [] },
});

test.each([
  ['{', /could not be read as JSON/],
  ['null', /not what tune export/],
  [{ format: 'other', studies: [] }, /not what tune export/],
  [{ ...NEW, studies: {} }, /not what tune export/],
  [{ ...NEW, studies: [7] }, /study 1: it is not an object/],
  [{ ...NEW, studies: [{ name: '' }] }, /study 1: expected a name that is not empty/],
  [{ ...NEW, studies: [{ name: '../a' }] }, /study 1: expected a name without parts/],
  [{ ...NEW, studies: [{}] }, /study 1: expected a string, but got nothing/],
  [{ ...NEW, studies: [{ name: 'a', events: [] }] }, /study 1: a: its events are not a list/],
  [{ ...NEW, studies: [{ name: 'a', events: [{ type: 'no' }] }] }, /study 1: a: event 1/],
  [{ format: 'tune-export-1', studies: [{ name: 'a' }] }, /study 1: a: /],
  [{ ...NEW, comparison: { name: 'a' }, studies: [] }, /its definition is not an object/],
  [{ ...NEW, comparison: { ...COMPARISON, name: 'a/b' }, studies: [] }, /a name without "\/"/],
  [{ ...NEW, comparison: { ...COMPARISON, seconds: -1 }, studies: [] }, /at least 0 for seconds/],
  [withDefinition({ trials: 1e300 }), /a whole number from 1 to 1,000,000 for "trials"/],
  [withDefinition({ strategies: 7 }), /expected a text for "strategies", but got 7/],
  [withDefinition({ direction: 'up' }), /one of minimize, maximize for "direction"/],
  [withDefinition({ json: true }), /no such option for "json"/],
  [withDefinition({ constructor: 1 }), /no such option for "constructor"/],
])('%j cannot be imported', (value, message) => {
  expect(() => readImport(written(value))).toThrow(
    expect.objectContaining({
      code: 'CLI_IMPORT_INVALID',
      message: expect.stringMatching(message) as string,
    }) as Error,
  );
});

test.each([
  ['compressed', Buffer.from([0x1f, 0x8b, 8, 0]), /it is compressed/],
  ['UTF-16', Buffer.from('{"format":"tune-export-2"}', 'utf16le'), /could not be read as JSON/],
  ['Latin-1', Buffer.from('{"format":"gr\u00f6\u00dfe"}', 'latin1'), /it is not UTF-8 text/],
  ['nested without end', Buffer.from('['.repeat(1e6)), /could not be read as JSON|not what tune/],
  ['empty', Buffer.from(''), /could not be read as JSON/],
])('a file that is %s is refused', (_, bytes, message) => {
  writeFileSync(file, bytes);
  expect(() => readImport(file)).toThrow(message);
});

test('a result that is not one is left out', async () => {
  const read = JSON.parse(await exported()) as { comparison: object };
  const wrong = { ...read, comparison: { ...read.comparison, result: { leader: 7 } } };
  const { comparison } = readImport(written(wrong));
  expect(comparison).toMatchObject({ name: 'mine' });
  expect(comparison).not.toHaveProperty('result');
});
