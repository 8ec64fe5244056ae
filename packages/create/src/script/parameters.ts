import type { Argument } from './argument.ts';

/** A parameter as the space file has it. */
export type ParameterFields =
  | {
      readonly name: string;
      readonly type: 'float' | 'int';
      readonly low: number;
      readonly high: number;
      readonly log?: true;
    }
  | {
      readonly name: string;
      readonly type: 'categorical';
      readonly choices: readonly (number | string)[];
    };

/** A parameter for an argument, and where its range comes from. */
export interface Proposal {
  readonly argument: Argument;
  readonly parameter: ParameterFields;
  /** `choices of the script`, `a guess around its default 0.01`, ... */
  readonly reason: string;
}

/** An argument that is not searched, and why. */
export interface Skipped {
  readonly argument: Argument;
  readonly reason: string;
}

const LASTS =
  /^(max[-_]?)?(n[-_]?|num[-_]?)?(epochs?|steps?|iters?|iterations?)$|^max[-_]?(train[-_]?)?(steps|iter|epochs)/i;

const RUN_SETTINGS =
  /seed|random[-_]?state|worker|jobs|threads|gpu|device|cuda|port$|rank|world[-_]?size|interval|every|verbos|version|checkpoint|patience|fold$|limit$/i;

/** Numbers that have a range of their own, whatever their default is. The first that fits counts. */
const KNOWN: readonly [RegExp, Omit<ParameterFields & { type: 'float' | 'int' }, 'name'>][] = [
  [/drop[-_]?out|drop[-_]?rate/i, { type: 'float', low: 0, high: 0.8 }],
  [/^(adam[-_]?)?beta[-_]?[12]?$|^rho$/i, { type: 'float', low: 0.5, high: 0.999 }],
  [/momentum/i, { type: 'float', low: 0, high: 0.99 }],
  [
    /weight[-_]?decay|^wd$|^(l1|l2|reg|regularization)$/i,
    { type: 'float', low: 1e-6, high: 1e-1, log: true },
  ],
  [/smoothing|ratio|fraction|share|prob|subsample|colsample/i, { type: 'float', low: 0, high: 1 }],
];

/** Numbers without a default, by what they are called. */
const USUAL: typeof KNOWN = [
  [/^lr$|learning[-_]?rate|step[-_]?size|^eta$/i, { type: 'float', low: 1e-4, high: 1, log: true }],
  [/batch/i, { type: 'int', low: 16, high: 256, log: true }],
  [/units|hidden|width|dim|channels|neurons/i, { type: 'int', low: 16, high: 512, log: true }],
  [/layers|depth|blocks/i, { type: 'int', low: 1, high: 6 }],
];

/**
 * The parameter that an argument can be: what the script says counts, and the rest is a guess for a person to
 * correct.
 */
export function propose(argument: Argument): Proposal | Skipped {
  const { name, type, choices, low, high, default: start } = argument;
  const found = (parameter: Omit<ParameterFields, 'name'>, reason: string): Proposal => ({
    argument,
    parameter: { name, ...parameter } as ParameterFields,
    reason,
  });
  if (choices !== undefined) return found({ type: 'categorical', choices } as never, 'its choices');
  if (type === 'switch') return { argument, reason: 'a switch' };
  if (type === 'text') return { argument, reason: 'a text' };
  if (LASTS.test(name)) return { argument, reason: 'how long it takes' };
  if (RUN_SETTINGS.test(name)) return { argument, reason: 'how it runs' };
  if (low !== undefined && high !== undefined && low < high) {
    return found({ type, low, high } as never, 'its limits');
  }
  const known = KNOWN.find(([pattern]) => pattern.test(name))?.[1];
  if (type === 'float' && known !== undefined && contains(known, start)) {
    return found(known, 'a guess by its name');
  }
  if (typeof start === 'number') {
    const range = type === 'int' ? wholeAround(name, start) : around(start);
    return found({ type, ...range } as never, `a guess around its default ${start}`);
  }
  const usual = USUAL.find(([pattern]) => pattern.test(name))?.[1];
  if (usual !== undefined && usual.type === type) return found(usual, 'a guess by its name');
  const range = type === 'int' ? { low: 1, high: 100, log: true } : { low: 0, high: 1 };
  return found({ type, ...range } as never, 'a guess: the script says no default');
}

export const isProposal = (it: Proposal | Skipped): it is Proposal => 'parameter' in it;

const contains = (range: { low: number; high: number }, start: unknown): boolean =>
  typeof start !== 'number' || start === 0 || (start >= range.low && start <= range.high);

interface Range {
  readonly low: number;
  readonly high: number;
  readonly log?: true;
}

/** Powers of ten from about a thirtieth of a default to at least ten times of it. */
function around(start: number): Range {
  if (start === 0) return { low: 0, high: 1 };
  if (start < 0) return { low: 10 * start, high: 0 };
  const exponent = Math.log10(start);
  return {
    low: Number(`1e${Math.floor(exponent - 1.4)}`),
    high: Number(`1e${Math.ceil(exponent + 1 - 1e-9)}`),
    log: true,
  };
}

function wholeAround(name: string, start: number): Range {
  if (start <= 0) return { low: Math.min(10 * start, 0), high: 10 };
  if (start < 8 && !/batch/i.test(name)) return { low: 1, high: Math.max(3 * start, 4) };
  return { low: Math.max(1, Math.round(start / 4)), high: start * 4, log: true };
}

/** `0.0001 .. 0.1 log`, or `adam, sgd`: as a person edits it. */
export function rangeText(parameter: ParameterFields): string {
  if (parameter.type === 'categorical') return parameter.choices.join(', ');
  return `${parameter.low} .. ${parameter.high}${parameter.log === true ? ' log' : ''}`;
}

/**
 * The parameter with the range that a person typed; undefined for `-`, which leaves it out, and text that says
 * what is wrong.
 */
export function withRange(
  parameter: ParameterFields,
  typed: string,
): ParameterFields | undefined | string {
  const text = typed.trim();
  if (text === '-') return undefined;
  if (parameter.type === 'categorical') return withChoices(parameter, text);
  const [, one, other, log] = /^(\S+)\s*(?:\.\.|to)\s*(\S+?)(\s+log)?$/.exec(text) ?? [];
  const [low, high] = [Number(one), Number(other)];
  if (one === undefined || !Number.isFinite(low) || !Number.isFinite(high)) {
    return 'Expected a range such as 0.001 .. 0.1 log, or - to leave it out.';
  }
  if (low >= high) return 'Expected the lower bound first.';
  if (log !== undefined && low <= 0) return 'A logarithmic range begins above 0.';
  if (parameter.type === 'int' && !(Number.isInteger(low) && Number.isInteger(high))) {
    return 'Expected whole numbers.';
  }
  const { name, type } = parameter;
  return { name, type, low, high, ...(log === undefined ? {} : { log: true }) };
}

function withChoices(
  parameter: ParameterFields & { type: 'categorical' },
  text: string,
): ParameterFields | string {
  const words = text.split(',').map((word) => word.trim());
  if (words.some((word) => word === '') || new Set(words).size < words.length) {
    return 'Expected different values with commas between them, or - to leave it out.';
  }
  const known = new Map(parameter.choices.map((choice) => [String(choice), choice]));
  return { ...parameter, choices: words.map((word) => known.get(word) ?? word) };
}
