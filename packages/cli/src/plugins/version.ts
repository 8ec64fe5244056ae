import { fileURLToPath } from 'node:url';
import { packageVersion } from '../versions/package-version.ts';
import { fileVersion } from '../versions/source-files.ts';
import type { FoundPlugin } from './found-plugin.ts';
import type { Query } from './query.ts';

interface Identified {
  readonly version?: string;
  readonly options?: unknown;
}

/**
 * A plugin of a person, with what tells it apart from others of its name: the version of its file or
 * package beside its own one, and the options that it was made with if it does not declare any. Stored
 * trials of another version or other options are not mixed with those of this one. A copy: the plugin
 * may be frozen, or an object of a class.
 */
export function withIdentity<P extends object>(
  plugin: P,
  { options }: Query,
  { module, origin }: Pick<FoundPlugin, 'module' | 'origin'>,
): P {
  const { version, options: declaredOptions } = plugin as Identified;
  const file = fileURLToPath(module);
  const own = origin === 'package' ? packageVersion(file) : fileVersion(file);
  const declared = version === undefined ? '' : `${version}+`;
  const isSilent = declaredOptions === undefined && Object.keys(options).length > 0;
  return {
    ...copyOf(plugin),
    version: `${declared}${own}`,
    ...(isSilent ? { options } : {}),
  } as unknown as P;
}

function copyOf(plugin: object): Record<PropertyKey, unknown> {
  const copy: Record<PropertyKey, unknown> = {};
  for (
    let owner: object | null = plugin;
    owner !== null && owner !== Object.prototype;
    owner = Object.getPrototypeOf(owner) as object | null
  ) {
    for (const key of Reflect.ownKeys(owner)) {
      if (key in copy || key === 'constructor') continue;
      const value: unknown = Reflect.get(plugin, key);
      copy[key] = typeof value === 'function' ? (value.bind(plugin) as unknown) : value;
    }
  }
  return copy;
}
