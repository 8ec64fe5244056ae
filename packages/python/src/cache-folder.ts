import { userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * `tune` in XDG_CACHE_HOME or ~/.cache, where the objectives keep what they fetch. As the XDG
 * specification says, a relative XDG_CACHE_HOME is ignored.
 */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  const { XDG_CACHE_HOME: cache = '', HOME: home = '' } = env;
  if (isAbsolute(cache)) return join(cache, 'tune');
  return join(isAbsolute(home) ? home : userInfo().homedir, '.cache', 'tune');
}
