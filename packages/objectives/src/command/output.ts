/** What a line of a program's output says. */
export type Line =
  | {
      readonly type: 'report';
      readonly step: number;
      readonly value: number;
      readonly total?: number;
    }
  | { readonly type: 'value'; readonly value: number }
  | { readonly type: 'text' };

const NOT_FINITE = /^[-+]?(nan|inf|infinity)$/i;

/**
 * Reads a line: `{"step":3,"value":0.2}` (with `total` if it is known) is an intermediate value, a
 * number or `{"value":0.1}` is a value, anything else is text.
 */
export function readLine(line: string): Line {
  const text = line.trim();
  if (NOT_FINITE.test(text)) return { type: 'value', value: Number.NaN };
  const parsed = parse(text);
  if (typeof parsed === 'number') return { type: 'value', value: parsed };
  if (typeof parsed !== 'object' || parsed === null) return { type: 'text' };
  const { step, value, total } = parsed as Readonly<Record<string, unknown>>;
  if (typeof value !== 'number') return { type: 'text' };
  if (typeof step !== 'number') return { type: 'value', value };
  return { type: 'report', step, value, ...(typeof total === 'number' ? { total } : {}) };
}

/** JSON, or a number as other languages write it: `+1.5`, `.5`. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text === '' || Number.isNaN(Number(text)) ? undefined : Number(text);
  }
}
