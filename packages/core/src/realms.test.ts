import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { reasonOf } from './execution/evaluate.ts';
import { hintOf } from './execution/not-a-number.ts';
import { isError, isPromise } from './realms.ts';
import { float } from './space/parameter/float.ts';
import { thrownText } from './space/messages.ts';
import { space } from './space/space.ts';

/** A value made in another realm. */
const foreign = (code: string): unknown => runInNewContext(code);

test('errors and promises of another realm are errors and promises', () => {
  expect(isError(foreign('new TypeError("far")'))).toBe(true);
  expect(isPromise(foreign('Promise.resolve()'))).toBe(true);
  expect(isError(new DOMException('stopped'))).toBe(true);
  for (const value of [undefined, null, { message: 'x' }, { then: 1 }, 'Error', () => 1]) {
    expect([isError(value), isPromise(value)]).toEqual([false, false]);
  }
});

test('what another realm throws and gives is told as if it were of this one', () => {
  expect(thrownText(foreign('new Error("far")'))).toBe('far');
  expect(reasonOf(foreign('new Error("far")'))).toBe('far');
  expect(hintOf(foreign('Promise.resolve(1)'))).toBe('await it');
  expect(hintOf(foreign('new Date()'))).toBe('convert it with Number(...)');
});

test('a constraint whose promise is of another realm is said to be async', () => {
  const verdict = foreign('(async () => { throw new Error("later"); })') as () => boolean;
  const of = space({ x: float(0, 1) }).constrain('far', verdict);
  expect(() => of.faults({ x: 0.5 })).toThrow(/cannot be async/);
});
