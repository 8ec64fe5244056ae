import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { spaceFromJSON } from '@tune/core';
import { expect, test } from 'vitest';

const page = readFileSync(
  fileURLToPath(new URL('../../docs/guide/other-languages.md', import.meta.url)),
  'utf8',
);
type Shown = Record<string, unknown> & { type: string };
const shown = [...page.matchAll(/^```json[^\n]*\n(.*?)^```/gms)].map(
  ([, json]) => JSON.parse(json!) as Shown[],
);

test('every space of the guide is valid', () => {
  expect(shown).toHaveLength(2);
  for (const json of shown) {
    expect(spaceFromJSON(json).names).toEqual(json.map(({ name }) => name));
  }
});

test('the guide has every type and every field that one may have, in its tables too', () => {
  const wrong = [
    { type: '?' },
    ...['float', 'int', 'categorical', 'ordinal'].map((type) => ({ type, '?': 0 })),
  ];
  // The message names all types and fields.
  let message = '';
  try {
    spaceFromJSON(wrong);
  } catch (error) {
    message = (error as Error).message;
  }
  const [, types = ''] = /expected one of (.*), but/.exec(message) ?? [];
  const fields = [...message.matchAll(/fields of "\w+" are (.*)$/gm)].flatMap(([, list]) =>
    list!.split(', '),
  );
  expect(fields.length).toBeGreaterThan(0);
  for (const type of types.split(', ')) {
    expect(shown[1]!.some((one) => one.type === type)).toBe(true);
    expect(page).toContain(`| \`${type}\``);
  }
  for (const field of [...new Set(fields), 'when']) {
    expect(shown[1]!.some((one) => Object.hasOwn(one, field))).toBe(true);
    expect(page).toMatch(new RegExp(`^\\|.*\`${field}\`.*\\|`, 'm'));
  }
});
