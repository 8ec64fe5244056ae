import { expect, test } from 'vitest';
import type { Reporter } from './reporter.ts';
import { several } from './several.ts';

function recorder(name: string, told: string[], more: Partial<Reporter> = {}): Reporter {
  return {
    event: ({ type }) => void told.push(`${name} ${type}`),
    end: () => void told.push(`${name} end`),
    ...more,
  };
}

test('each reporter gets each event; what plugins write goes to the first that takes it', async () => {
  const told: string[] = [];
  const all = several([
    recorder('a', told),
    recorder('b', told, { output: (text) => void told.push(`b ${text}`) }),
    recorder('c', told, { output: (text) => void told.push(`c ${text}`) }),
  ]);
  all.output('text');
  all.progress('dropped');
  all.event({ type: 'ready', environment: [] });
  await all.end();
  expect(told).toEqual(['b text', 'a ready', 'b ready', 'c ready', 'a end', 'b end', 'c end']);
});

test('each reporter comes to its end, although another one fails', async () => {
  const told: string[] = [];
  const fails = (): never => {
    throw new Error('the disk is full');
  };
  const all = several([recorder('a', told, { end: fails }), recorder('b', told)]);
  await expect(all.end()).rejects.toThrow('the disk is full');
  expect(told).toEqual(['b end']);
});
