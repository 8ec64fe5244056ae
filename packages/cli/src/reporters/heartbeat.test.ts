import { expect, test } from 'vitest';
import { heartbeat } from './heartbeat.ts';

test('new words pass at once, new numbers every ten seconds', () => {
  const heard: string[] = [];
  let now = 0;
  const say = heartbeat(
    (sentence) => heard.push(sentence),
    () => now,
  );
  for (; now < 25_000; now += 1000) say(`Building: ${now / 1000} s`);
  say('Unpacking: 3 %');
  say('Unpacking: 4.5 %');
  expect(heard).toEqual(['Building: 0 s', 'Building: 10 s', 'Building: 20 s', 'Unpacking: 3 %']);
});
