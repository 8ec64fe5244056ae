/**
 * A deep copy of plain JSON that cannot be changed; fields without a value are left out. What is frozen
 * all the way down already is returned as it is.
 */
export function frozenCopy<T>(value: T): T {
  return (isFrozen(value) ? value : copy(value)) as T;
}

/** Whether a value is plain JSON that cannot be changed. */
export function isFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value !== undefined;
  if (!Object.isFrozen(value)) return false;
  for (const key in value) {
    const part = (value as Record<string, unknown>)[key];
    // Most parts are numbers and strings: a call for each would cost more than the rest.
    if (typeof part === 'object' ? !isFrozen(part) : part === undefined) return false;
  }
  return true;
}

function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(copy));
  const fields: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const part = (value as Record<string, unknown>)[key];
    if (part === undefined) continue;
    // An assignment would set the prototype.
    if (key === '__proto__')
      Object.defineProperty(fields, key, { value: copy(part), enumerable: true });
    else fields[key] = copy(part);
  }
  return Object.freeze(fields);
}
