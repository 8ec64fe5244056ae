import { canonicalJson } from '../canonical-json.ts';
import type { Identity } from '../events/events.ts';

/** The version of what was stored before identities were: it matches every version and all options. */
export const UNKNOWN_VERSION = 'unknown';

/** What of a strategy or an objective is its identity. */
export function identityOf({ name, preset, options, version }: Identity): Identity {
  return {
    name,
    ...(preset === undefined ? {} : { preset }),
    ...(options === undefined ? {} : { options }),
    ...(version === undefined ? {} : { version }),
  };
}

/** The first field in which two identities differ; undefined if they are the same. */
export function identityChange(stored: Identity, given: Identity): keyof Identity | undefined {
  if (stored.name !== given.name) return 'name';
  if (stored.version === UNKNOWN_VERSION) return undefined;
  return (['preset', 'options', 'version'] as const).find(
    (field) => canonicalJson(stored[field]) !== canonicalJson(given[field]),
  );
}
