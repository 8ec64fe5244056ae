import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { commandLines, shellWord } from './shell.ts';

const words = [
  '--point',
  '{"x":1}',
  "it's",
  'a b',
  '',
  '$HOME',
  '--x=-1.5',
  './mine.mjs?radius=0.1&deep',
];

test('a shell reads the words as they are, on one line and broken into several', () => {
  for (const width of [200, 20]) {
    const line = commandLines(['printf', '%s\\n', ...words].map(shellWord), width).join('\n');
    const printed = execFileSync('sh', ['-c', line], { encoding: 'utf8' });
    expect(printed.split('\n').slice(0, -1)).toEqual(words);
  }
});

test('plain words have no quotes; lines but the last end with a backslash', () => {
  expect(commandLines(['tune', 'compare', '--trials', '20'].map(shellWord), 16)).toEqual([
    'tune compare \\',
    '  --trials 20',
  ]);
});
