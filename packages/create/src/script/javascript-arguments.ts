import { choicesOf, isWhole, literalOf, numberOf, type Argument } from './argument.ts';
import { bracketed, callsOf, lineOf, withoutComments } from './calls.ts';

/** The arguments of a script for Node: commander, yargs, `parseArgs` of Node, `process.argv`. */
export function javascriptArguments(source: string): Argument[] {
  const text = withoutComments(source, 'javascript');
  const calls = callsOf(
    text,
    /\.(?:option|requiredOption|positional)\s*\(|\bnew Option\s*\(/g,
    'javascript',
  );
  return [
    ...calls.flatMap(({ parts, line, end, match }) => {
      const word = literalOf(parts[0]);
      if (typeof word !== 'string') return [];
      if (!word.startsWith('-')) return objectOption(word, parts[1], line);
      const option = commanderOption(word, parts.slice(1), line, text.slice(end, end + 300));
      return match[0].includes('required') ? [{ ...option, isRequired: true as const }] : [option];
    }),
    ...tables(text),
    ...placedArguments(text),
  ];
}

/** `.option('-l, --lr <rate>', 'help', parseFloat, 0.01)`, and `.choices(..).default(..)` behind it. */
function commanderOption(
  words: string,
  rest: readonly string[],
  line: number,
  behind: string,
): Argument {
  const flag = /--[\w-]+/.exec(words)?.[0] ?? /-\w/.exec(words)![0];
  const name = flag.replace(/^-+/, '');
  if (!/[<[]/.test(words)) return { name, flag, line, type: 'switch' };
  const [chain = ''] = /^(?:\s*\.(?:choices|default|argParser)\([^)]*\))*/.exec(behind) ?? [];
  const choices = choicesOf(literalOf(/\.choices\(([^)]*)\)/.exec(chain)?.[1]));
  // What comes first is the help; of what follows, a function reads the text and the rest is the default.
  const given = /\.default\(([^),]*)/.exec(chain)?.[1] ?? rest.slice(1).find(isLiteral);
  const reader = rest.slice(1).find((part) => !isLiteral(part)) ?? chain;
  return { name, flag, line, ...described(reader, given, choices) };
}

const isLiteral = (part: string): boolean => literalOf(part) !== undefined;

/** `{ type: 'number', default: 0.01, choices: [..] }`, as yargs and `parseArgs` have it. */
function objectOption(name: string, object: string | undefined, line: number): Argument[] {
  if (object?.startsWith('{') !== true) return [];
  const field = (key: string) => valueOf(object, key);
  const type = literalOf(field('type'));
  const flag = `--${name}`;
  if (type === 'boolean' || type === 'count' || type === 'array') {
    return [{ name, flag, line, type: 'switch' }];
  }
  const choices = choicesOf(literalOf(field('choices')));
  const reader = type === 'number' ? 'Number' : '';
  const isRequired = literalOf(field('demandOption')) === true;
  const required = isRequired ? { isRequired: true as const } : {};
  return [{ name, flag, line, ...required, ...described(reader, field('default'), choices) }];
}

/** The text of a field of an object. */
function valueOf(object: string, key: string): string | undefined {
  const { parts = [] } = bracketed(object, 0, 'javascript') ?? {};
  const pattern = new RegExp(`^['"]?${key}['"]?\\s*:\\s*([^]*)$`);
  return parts.map((part) => pattern.exec(part)?.[1]).find((value) => value !== undefined);
}

/** `options: { lr: { .. }, units: { .. } }` of `parseArgs`, and `.options({ .. })` of yargs. */
function tables(text: string): Argument[] {
  return [...text.matchAll(/\boptions\s*[:(=]\s*\{/g)].flatMap((match) => {
    const found = bracketed(text, match.index + match[0].length - 1, 'javascript');
    const line = lineOf(text, match.index);
    return (found?.parts ?? []).flatMap((part) => {
      const [, name, object] = /^['"]?([\w-]+)['"]?\s*:\s*(\{[^]*)$/.exec(part) ?? [];
      if (name === undefined || valueOf(object!, 'type') === undefined) return [];
      const before = text.indexOf(part, match.index);
      return objectOption(name, object, before < 0 ? line : lineOf(text, before));
    });
  });
}

function described(
  reader: string,
  given: string | undefined,
  choices: (number | string)[] | undefined,
): Omit<Argument, 'name'> {
  const value = literalOf(given);
  const start = typeof value === 'number' || typeof value === 'string' ? { default: value } : {};
  if (choices !== undefined) return { type: 'text', choices, ...start };
  const number = numberOf(value);
  const isNumber = /parseFloat|parseInt|Number/.test(reader);
  if (!isNumber && number === undefined) return { type: 'text', ...start };
  const isInt = number !== undefined && isWhole(String(given).replaceAll(/['"`]/g, ''));
  const whole = /parseInt/.test(reader) || isInt;
  return {
    type: whole ? 'int' : 'float',
    ...(number === undefined ? {} : { default: number }),
  };
}

/** `const lr = Number(process.argv[2] ?? 0.01)`, and `const [, , lr = '0.01'] = process.argv`. */
function placedArguments(text: string): Argument[] {
  const indexed =
    /\b(\w+)\s*=\s*(\+|(?:Number|parseFloat|Number\.parseFloat|parseInt|Number\.parseInt)\s*\(\s*)?process\.argv\[(\d+)\](?:\s*(?:\?\?|\|\|)\s*([^\s,;)]+))?/g;
  const found = [...text.matchAll(indexed)].map(
    ({ 1: name, 2: reader = '', 3: at, 4: given, index }): Argument => ({
      name: name!,
      place: Number(at) - 2,
      line: lineOf(text, index),
      ...described(reader.replace('+', 'Number'), given, undefined),
    }),
  );
  const listed = /\[([^\]]*)\]\s*=\s*process\.argv(\.slice\(2\))?/g;
  for (const { 1: names = '', 2: sliced, index } of text.matchAll(listed)) {
    names.split(',').forEach((part, at) => {
      const [, name, given] = /^\s*(\w+)\s*(?:=\s*([^]+))?$/.exec(part) ?? [];
      const place = at - (sliced === undefined ? 2 : 0);
      if (name === undefined || place < 0) return;
      found.push({ name, place, line: lineOf(text, index), ...described('', given, undefined) });
    });
  }
  return found;
}
