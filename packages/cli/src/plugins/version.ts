import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The version of a module: a hash of its text. */
export const versionOf = (module: string): string =>
  createHash('sha256')
    .update(readFileSync(fileURLToPath(module)))
    .digest('hex')
    .slice(0, 12);

/**
 * A plugin from a file of the user, whose text is part of its version: stored trials of another text
 * are not mixed with those of this one. A copy: the plugin may be frozen, or an object of a class.
 * @param module  the file as an URL
 */
export function withFileVersion<P extends { readonly version?: string }>(
  plugin: P,
  module: string,
): P {
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
  const declared = plugin.version === undefined ? '' : `${plugin.version}+`;
  return { ...copy, version: `${declared}${versionOf(module)}` } as unknown as P;
}
