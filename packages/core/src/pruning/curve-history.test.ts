import { expect, test } from 'vitest';
import { curveHistory, EndedCurves } from './curve-history.ts';
import type { Curve } from './curve.ts';

const curve = (number: number, state: Curve['state'], ...losses: number[]): Curve => ({
  ...{ number, state },
  points: losses.map((loss, index) => ({ step: index + 1, loss })),
});
const last = ({ points }: Curve) => points.at(-1)?.loss;

test('measures are those of ended trials, ascending, without those that have none', () => {
  const curves = curveHistory([
    curve(1, 'complete', 5, 3),
    curve(2, 'running', 0),
    curve(3, 'failed'),
    curve(4, 'pruned', 4),
    curve(5, 'complete', 3),
  ]);
  expect(curves.ended.map(({ number }) => number)).toEqual([1, 3, 4, 5]);
  expect(curves.running.map(({ number }) => number)).toEqual([2]);
  expect(curves.measures('last', last)).toEqual([3, 3, 4]);
  expect(curves.measures('first', ({ points }) => points[0]?.loss)).toEqual([3, 4, 5]);
});

test('each trial is measured once for each key, however often it is asked', () => {
  const ended = new EndedCurves();
  let calls = 0;
  const counted = (curve: Curve) => {
    calls += 1;
    return last(curve);
  };
  for (let number = 1; number <= 100; number++) {
    ended.add(curve(number, 'complete', 100 - number));
    const measures = ended.with(() => []).measures('last', counted);
    expect(measures).toHaveLength(number);
    expect(measures[0]).toBe(100 - number);
    ended.with(() => []).measures('last', counted);
  }
  expect(calls).toBe(100);
});

test('a key that was forgotten is measured again', () => {
  const curves = curveHistory([{ number: 1, state: 'complete', points: [{ step: 1, loss: 2 }] }]);
  const last = (curve: Curve) => curve.points.at(-1)?.loss;
  for (let key = 0; key < 5002; key++) curves.measures(String(key), last);
  expect(curves.measures('0', last)).toEqual([2]);
});
