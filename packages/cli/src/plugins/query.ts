/** `name?key=value&flag` as name and options; numbers and booleans are read as such. */
export function parseQuery(spec: string): { name: string; options: Record<string, unknown> } {
  const at = spec.indexOf('?');
  if (at < 0) return { name: spec, options: {} };
  const options = Object.fromEntries(
    [...new URLSearchParams(spec.slice(at + 1))].map(([key, value]) => [key, valueOf(value)]),
  );
  return { name: spec.slice(0, at), options };
}

function valueOf(text: string): unknown {
  if (text === '' || text === 'true') return true;
  if (text === 'false') return false;
  return Number.isFinite(Number(text)) ? Number(text) : text;
}
