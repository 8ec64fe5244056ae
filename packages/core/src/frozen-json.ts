/** The value of a JSON text, which cannot be changed. */
export function parseFrozen(text: string): unknown {
  const value: unknown = JSON.parse(text);
  freezeAll(value);
  return value;
}

function freezeAll(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const key in value) {
    const part = (value as Record<string, unknown>)[key];
    // Most parts are numbers and strings: a call for each would cost more than the rest.
    if (typeof part === 'object') freezeAll(part);
  }
  Object.freeze(value);
}
