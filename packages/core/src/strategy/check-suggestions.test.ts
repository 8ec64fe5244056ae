import { expect, test } from 'vitest';
import { float, space, type Suggestion } from '../index.ts';
import { studyOf, uniform } from '../study/study.test-util.ts';

const circular: Record<string, unknown> = {};
circular['self'] = circular;

test.each([
  ['fidelity', 0, '0'],
  ['fidelity', 1.5, '1.5'],
  ['fidelity', Number.NaN, 'NaN'],
  ['fidelity', '0.5', '"0.5"'],
  ['fidelity', null, 'null'],
  ['meta', { a: [1, () => 1] }, 'meta.a[1] is a function'],
  ['meta', { a: { b: 1n } }, 'meta.a.b is a bigint'],
  ['meta', { a: Number.NaN }, 'meta.a is NaN'],
  ['meta', Infinity, 'meta is Infinity'],
  ['meta', new Date(0), 'meta is an object of a class'],
  ['meta', { a: new Map() }, 'meta.a is an object of a class'],
  ['meta', [undefined], 'meta[0] is undefined'],
  ['meta', Symbol('a'), 'meta is a symbol'],
  ['meta', circular, 'is circular, or too deep'],
  ['meta', 'm'.repeat(1_048_575), 'a meta of 1048577 characters of JSON'],
])('a suggestion with a wrong %s is not stored: %#', async (name, value, reason) => {
  const suggestion = { point: { x: 0.5 }, [name]: value };
  const s = await studyOf({ strategy: { ...uniform, suggest: async () => [suggestion] } });
  await expect(s.ask()).rejects.toMatchObject({
    code: 'STRATEGY_INVALID',
    message: expect.stringContaining(reason) as string,
  });
  expect(s.size).toBe(0);
});

test.each([
  [
    'more suggestions than asked for',
    [{ point: { x: 0 } }, { point: { x: 1 } }],
    'gave 2 suggestions',
  ],
  ['a million', Array.from({ length: 1e6 }, () => null), 'gave 1000000 suggestions'],
  ['no list', { point: { x: 0 } }, 'something else than a list'],
  ['a list of something else', [null], 'something else than a list'],
])('%s: nothing is stored', async (_, given, reason) => {
  const s = await studyOf({ strategy: { ...uniform, suggest: async () => given as never } });
  await expect(s.ask()).rejects.toMatchObject({
    code: 'STRATEGY_INVALID',
    message: expect.stringContaining(reason) as string,
  });
  expect(s.size).toBe(0);
});

test('what a getter gives later is not stored', async () => {
  const fickle = (first: unknown, later: unknown, reads: number): object => {
    let read = 0;
    return Object.defineProperty({}, 'x', {
      enumerable: true,
      get: () => (read++ < reads ? first : later),
    });
  };
  for (const reads of [1, 2, 3]) {
    const meta = fickle(1, 2n, reads) as never;
    const s = await studyOf({
      strategy: { ...uniform, suggest: async () => [{ point: fickle(0.5, 99, 1) as never, meta }] },
    });
    const asked = await s.ask().catch((error: unknown) => error);
    if (s.size === 0) expect(asked).toMatchObject({ code: 'STRATEGY_INVALID' });
    else expect(s.trials[0]).toMatchObject({ point: { x: 0.5 }, meta: { x: 1 } });
  }
});

test('a set-up that says something else than labels and values is a fault', async () => {
  for (const infos of [42, {}, [1], [{ label: 'a' }], [{ label: 'a', value: 1 }]]) {
    const s = await studyOf({ strategy: { ...uniform, setup: async () => infos as never } });
    await expect(s.ask()).rejects.toMatchObject({ code: 'STRATEGY_INVALID' });
  }
  const s = await studyOf({ strategy: { ...uniform, setup: async () => undefined as never } });
  expect(await s.ask()).toBeDefined();
});

const throws = (): never => {
  throw new Error('not to be read');
};

test.each(['suggestion', 'point'])('a %s that throws when it is read is a fault', async (what) => {
  const hostile = new Proxy({ x: 0.5, point: { x: 0.5 } }, { get: throws });
  const suggestion = (what === 'point' ? { point: hostile } : hostile) as Suggestion;
  const s = await studyOf({ strategy: { ...uniform, suggest: async () => [suggestion] } });
  await expect(s.ask()).rejects.toMatchObject({
    code: 'STRATEGY_INVALID',
    message: expect.stringContaining('cannot be read: not to be read') as string,
  });
  expect(s.size).toBe(0);
});

test.each([
  { fidelity: 1, meta: null },
  { fidelity: 1e-9, meta: 'why' },
  { meta: { a: [1, null, true, { b: {} }], c: Object.assign(Object.create(null), { d: -1.5 }) } },
  { meta: { left: undefined, kept: 1 } },
  { fidelity: undefined, meta: undefined },
])('a suggestion with %j is stored', async (more) => {
  const suggestion = { point: { x: 0.5 }, ...more } as Suggestion;
  const s = await studyOf({ strategy: { ...uniform, suggest: async () => [suggestion] } });
  expect(await s.ask()).toMatchObject(JSON.parse(JSON.stringify(more)) as object);
});

test('a suggested point that is off by rounding is stored with its levels', async () => {
  const suggestions = [{ point: { x: 0.1 + 0.2 } }];
  const s = await studyOf({
    space: space({ x: float(0, 1, { step: 0.1 }) }),
    strategy: { ...uniform, suggest: async () => suggestions },
  });
  expect((await s.ask())!.point).toEqual({ x: 0.3 });
  expect(suggestions[0]!.point.x).not.toBe(0.3);
  suggestions[0]!.point.x = 0.35;
  await expect(s.ask()).rejects.toMatchObject({ code: 'STRATEGY_POINT_INVALID' });
});
