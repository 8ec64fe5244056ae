/** One less than a stored event may have, because the value is a field of it. A circular value gets there too. */
const MAX_DEPTH = 99;

/**
 * Where and why a value is not plain JSON, as what follows the value's name: `.list[2] is a function`;
 * undefined if it is. Fields without a value are left out of JSON, so they are no fault.
 */
export function jsonFault(value: unknown, depth = 0): string | undefined {
  if (typeof value !== 'object' || value === null) return scalarFault(value);
  if (depth > MAX_DEPTH) return ' is circular, or too deep';
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const fault = jsonFault(value[index], depth + 1);
      if (fault !== undefined) return `[${index}]${fault}`;
    }
    return undefined;
  }
  if (!isPlain(value)) return ' is an object of a class';
  for (const name in value) {
    const part = (value as Record<string, unknown>)[name];
    // Most parts are strings and finite numbers: a call for each would cost more than the rest.
    if (typeof part === 'string' || part === undefined) continue;
    const fault = jsonFault(part, depth + 1);
    if (fault !== undefined) return `.${name}${fault}`;
  }
  return undefined;
}

function scalarFault(value: unknown): string | undefined {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? undefined : ` is ${value}`;
    case 'function':
    case 'bigint':
    case 'symbol':
      return ` is a ${typeof value}`;
    case 'undefined':
      return ' is undefined';
    default:
      return undefined;
  }
}

/** Whether it was written as `{...}`, here or in another realm, or made without a prototype. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  return Object.getPrototypeOf(prototype) === null;
}
