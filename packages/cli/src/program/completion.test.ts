import { describe, expect, test } from 'vitest';
import { COMMANDS } from './commands.ts';
import { complete } from './completion.ts';

const offered = async (...words: string[]): Promise<string[]> => {
  const lines = (await complete(words, COMMANDS)).trimEnd().split('\n');
  return lines.slice(0, -1).map((line) => line.split('\t')[0]!);
};

test('commands by what they begin with', async () => {
  expect(await offered('com')).toEqual(['compare', 'complete']);
  expect(await offered('')).toEqual(COMMANDS.map(({ name }) => name));
});

test('options of the command, with what they do', async () => {
  expect(await offered('compare', '--par')).toEqual(['--parallel']);
  expect(await complete(['compare', '--par'], COMMANDS)).toContain('\ttrials at once');
  expect(await offered('ls', '--par')).toEqual([]);
});

describe('values', () => {
  test('of a choice', async () => {
    expect(await offered('compare', '--isolation', '')).toEqual(['process', 'none']);
    expect(await offered('compare', '--isolation=n')).toEqual(['none']);
  });

  test('of a list, without those that it has', async () => {
    expect(await offered('compare', '--strategies', 'bayes,r')).toEqual(['bayes,random']);
    expect(await offered('compare', '--strategies', 'bayes,b')).toEqual(['bayes,bayes_opt']);
    expect(await offered('run', '--strategy', 'gr')).toEqual(['grid']);
    expect(await offered('compare', '--objective', 'hartmann6,br')).toEqual(['hartmann6,branin']);
    expect(await offered('compare', '--pruner', '')).toEqual(['median', 'halving']);
  });

  test('files are left to the shell', async () => {
    expect(await complete(['compare', '--storage', ''], COMMANDS)).toBe(':0\n');
    expect(await complete(['compare', '--objective', './m'], COMMANDS)).toBe(':0\n');
    expect(await complete(['import', ''], COMMANDS)).toBe(':0\n');
  });

  test('a switch has none', async () => {
    expect(await offered('compare', '--json', '--storag')).toEqual(['--storage']);
  });
});
