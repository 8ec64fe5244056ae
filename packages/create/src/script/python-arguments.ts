import { choicesOf, isWhole, literalOf, numberOf, type Argument } from './argument.ts';
import { callsOf, lineOf, withoutComments } from './calls.ts';

/** The arguments of a Python script: argparse, click, typer, `sys.argv`. */
export function pythonArguments(source: string): Argument[] {
  const text = withoutComments(source, 'python');
  const declared = callsOf(
    text,
    /\.add_argument\s*\(|\bclick\.(?:option|argument)\s*\(/g,
    'python',
  );
  const typed = callsOf(text, /(\w+)\s*:\s*(\w+)\s*=\s*typer\.(?:Option|Argument)\s*\(/g, 'python');
  const found = [
    ...declared.flatMap(({ parts, line }) => declaredArgument(parts, line)),
    ...typed.map(({ parts, line, match }) =>
      typerArgument(parts, line, match[1]!, match[2]!, match[0].includes('Option')),
    ),
  ];
  // Those without a flag follow each other in the order in which they are declared.
  const placed = found.filter(({ flag }) => flag === undefined);
  const inOrder = found.map((it) =>
    it.flag === undefined ? { ...it, place: placed.indexOf(it) } : it,
  );
  return [...inOrder, ...placedArguments(text)];
}

/** `type=float` and the like of a call, and what has no name. */
function split(parts: readonly string[]): { named: Map<string, string>; plain: string[] } {
  const named = new Map<string, string>();
  const plain: string[] = [];
  for (const part of parts) {
    const [, name, value] = /^(\w+)\s*=(?!=)\s*([^]*)$/.exec(part) ?? [];
    if (name === undefined) plain.push(part);
    else named.set(name, value!);
  }
  return { named, plain };
}

const isText = (value: unknown): value is string => typeof value === 'string';

function declaredArgument(parts: readonly string[], line: number): Argument[] {
  const { named, plain } = split(parts);
  const words = plain.map((part) => literalOf(part)).filter(isText);
  const flags = words.flatMap((word) => word.split('/').slice(0, 1)).filter(isFlag);
  const flag = flags.find((word) => word.startsWith('--')) ?? flags[0];
  const name = flag?.replace(/^-+/, '') ?? words[0];
  if (name === undefined) return [];
  // Of several values one place in the command cannot be made.
  if (named.has('nargs') && !['None', "'?'", '"?"', '1'].includes(named.get('nargs')!)) return [];
  const where = flag === undefined ? {} : { flag };
  const given = named.get('default');
  const isRequired =
    named.get('required') === 'True' || (flag === undefined && given === undefined);
  const type = named.get('type') ?? '';
  const isSwitch = named.has('action') || named.get('is_flag') === 'True';
  const what = described(type, given, named.get('choices'), isSwitch);
  return [{ name, ...where, line, ...(isRequired ? { isRequired } : {}), ...what }];
}

const isFlag = (word: string): boolean => word.startsWith('-');

function typerArgument(
  parts: readonly string[],
  line: number,
  name: string,
  type: string,
  isOption: boolean,
): Argument {
  const { named, plain } = split(parts);
  const flag = plain.map((part) => literalOf(part)).find((word) => isText(word) && isFlag(word));
  const own = typeof flag === 'string' ? flag : `--${name.replaceAll('_', '-')}`;
  const where = isOption ? { flag: own } : {};
  const given = plain[0] === '...' ? undefined : (named.get('default') ?? plain[0]);
  const range = `Range(${named.get('min') ?? ''}, ${named.get('max') ?? ''})`;
  const limits = limitsOf(range);
  const what = described(type, given, undefined, type === 'bool');
  const required = given === undefined ? { isRequired: true as const } : {};
  return { name: own.replace(/^-+/, ''), ...where, line, ...required, ...what, ...limits };
}

/** Type, default, choices and limits of an argument. */
function described(
  type: string,
  given: string | undefined,
  list: string | undefined,
  isSwitch: boolean,
): Omit<Argument, 'name'> {
  const value = literalOf(given);
  const choices = choicesOf(literalOf(list)) ?? choicesOf(clickChoices(type));
  const limits = limitsOf(type);
  const start = typeof value === 'number' || typeof value === 'string' ? { default: value } : {};
  if (isSwitch || /\bbool\b/i.test(type) || typeof value === 'boolean') return { type: 'switch' };
  if (choices !== undefined) return { type: 'text', choices, ...start };
  const number = numberOf(value);
  const isInt = /\bint\b|IntRange|\bINT\b/.test(type);
  const isFloat = /\bfloat\b|FloatRange|\bFLOAT\b/.test(type);
  const isOther = type !== '' && !isInt && !isFloat;
  if (isOther || (!isInt && !isFloat && number === undefined)) return { type: 'text', ...start };
  const whole = isInt || (!isFloat && isWhole(String(given).replaceAll(/['"]/g, '')));
  return {
    type: whole ? 'int' : 'float',
    ...(number === undefined ? {} : { default: number }),
    ...limits,
  };
}

const clickChoices = (type: string) => literalOf(/Choice\(\s*([[(][^]*?[\])])/.exec(type)?.[1]);

/** Of `click.IntRange(1, 10)` and `click.FloatRange(min=0, max=1)`. */
function limitsOf(type: string): Pick<Argument, 'low' | 'high'> {
  const inner = /Range\(([^)]*)\)/.exec(type)?.[1];
  if (inner === undefined) return {};
  const { named, plain } = split(inner.split(',').map((part) => part.trim()));
  const low = numberOf(literalOf(named.get('min') ?? plain[0]));
  const high = numberOf(literalOf(named.get('max') ?? plain[1]));
  return { ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) };
}

/** `lr = float(sys.argv[1])`, and with a default: `... if len(sys.argv) > 1 else 0.01`. */
function placedArguments(text: string): Argument[] {
  const pattern =
    /\b(\w+)\s*=\s*(?:(float|int|str)\s*\(\s*)?sys\.argv\[(\d+)\]\s*\)?(?:\s*if\b[^\n]*?\belse\s+([^\s#]+))?/g;
  return [...text.matchAll(pattern)].map(({ 1: name, 2: type = '', 3: at, 4: given, index }) => ({
    name: name!,
    place: Number(at) - 1,
    line: lineOf(text, index),
    ...described(type, given, undefined, false),
  }));
}
