import { expect, test } from 'vitest';
import { createScratch } from './scratch.ts';

test('a scratch disposes what it lets go of, once', () => {
  const disposed: string[] = [];
  const value = (name: string) => ({ dispose: () => void disposed.push(name) });
  const scratch = createScratch();
  const [a, b] = [value('a'), value('b')];
  scratch.set('model', a);
  scratch.set('model', a);
  expect(scratch.get('model')).toBe(a);
  expect(disposed).toEqual([]);
  scratch.set('model', b);
  scratch.set('plain', {});
  expect(disposed).toEqual(['a']);
  scratch.clear();
  scratch.clear();
  expect(disposed).toEqual(['a', 'b']);
  expect(scratch.get('model')).toBeUndefined();
});
