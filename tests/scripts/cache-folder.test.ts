import { userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const script = new URL('../../scripts/cache-folder.mjs', import.meta.url).href;

test('scripts keep what they fetch where the objectives do, never at a relative path', async () => {
  const { cacheFolder } = (await import(script)) as {
    cacheFolder(env: Record<string, string | undefined>): string;
  };
  expect(cacheFolder({ HOME: '/home/me', XDG_CACHE_HOME: '/big' })).toBe('/big/tune');
  expect(cacheFolder({ HOME: '/home/me', XDG_CACHE_HOME: 'big' })).toBe('/home/me/.cache/tune');
  expect(cacheFolder({ HOME: '/home/me', XDG_CACHE_HOME: '' })).toBe('/home/me/.cache/tune');
  expect(cacheFolder({ HOME: '' })).toBe(join(userInfo().homedir, '.cache', 'tune'));
});
