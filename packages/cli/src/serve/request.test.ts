import { expect, test } from 'vitest';
import { finite, optional, readFields, text, whole } from './fields.ts';
import { parseRequest, withoutNulls } from './request.ts';

const messageOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
};

test('a request is an object as JSON, in which each key comes once', () => {
  expect(parseRequest('{"op":"a:\\"b\\":","n":{"a":1,"b":[{"a":2}]}}')).toEqual({
    op: 'a:"b":',
    n: { a: 1, b: [{ a: 2 }] },
  });
  for (const line of ['', '[]', 'null', '1', '"a"', '{', "{'op':1}", '{"a":1}{"a":2}']) {
    expect(messageOf(() => parseRequest(line))).toMatch(/^Expected an object as JSON for a line/);
  }
  for (const line of ['{"a":1,"a":1}', '{"a":1,"\\u0061":2}', '{"b":[{"a":1,"a":2}]}']) {
    expect(messageOf(() => parseRequest(line))).toMatch(/^Expected each key once in an object/);
  }
  const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  expect(messageOf(() => parseRequest(deep))).toMatch(/at most 32 deep/);
  expect(messageOf(() => parseRequest('x'.repeat(100_000))).length).toBeLessThan(200);
});

test('keys whose value is null are absent, in objects within objects too', () => {
  const json = JSON.parse('[{"a":null,"b":[null,{"c":null}],"__proto__":{"d":null}}]');
  const [read] = withoutNulls(json) as [object];
  expect(JSON.stringify(read)).toBe('{"b":[null,{}],"__proto__":{}}');
  expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
});

test('fields are read by their rules; other keys are refused with the nearest name', () => {
  const fields = { count: optional(whole(1, 1000)), name: text, value: optional(finite) };
  const read = (request: object) => readFields('ask', { op: 'ask', ...request }, fields);
  expect(read({ name: 'a', count: null })).toEqual({ name: 'a' });
  expect(messageOf(() => read({ name: 'a', cuont: null }))).toBe(
    'The operation "ask" has no key "cuont". Did you mean count? Its keys: count, name, value.',
  );
  expect(messageOf(() => read(JSON.parse('{"name":"a","__proto__":1}')))).toMatch(/"__proto__"/);
  for (const name of [null, undefined, '', 1, {}, ['a']]) {
    expect(messageOf(() => read({ name }))).toMatch(/^Expected a text that is not empty for name/);
  }
  for (const count of [0, 1.5, 1001, '1', true, [1], 2 ** 60]) {
    expect(messageOf(() => read({ name: 'a', count }))).toMatch(
      /^Expected a whole number from 1 to/,
    );
  }
  for (const value of [Infinity, '1', {}]) {
    expect(messageOf(() => read({ name: 'a', value }))).toMatch(/^Expected a finite number/);
  }
});
