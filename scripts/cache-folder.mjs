import { userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** `tune` in XDG_CACHE_HOME or ~/.cache, where the objectives keep TensorFlow. */
export function cacheFolder(env = process.env) {
  const isFull = (path) => path !== undefined && isAbsolute(path);
  if (isFull(env.XDG_CACHE_HOME)) return join(env.XDG_CACHE_HOME, 'tune');
  return join(isFull(env.HOME) ? env.HOME : userInfo().homedir, '.cache', 'tune');
}
