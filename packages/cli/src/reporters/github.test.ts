import { expect, test } from 'vitest';
import { command } from './github.ts';

test('a workflow command cannot be ended or begun by its text', () => {
  expect(command('error', 'a:b,c%', '50 %\n::set-output name=x::1\r')).toBe(
    '::error title=a%3Ab%2Cc%25::50 %25%0A::set-output name=x::1%0D',
  );
});
