import { coreError } from '../errors.ts';
import { quote } from '../tune-error.ts';
import { faultDetails, parameterFaults } from './faults.ts';
import { categorical } from './parameter/categorical.ts';
import { float } from './parameter/float.ts';
import { int } from './parameter/int.ts';
import { ordinal } from './parameter/ordinal.ts';
import type { Choice, Condition, Fault, FreeParameter, Parameter } from './parameter/parameter.ts';
import type { Point } from './point.ts';
import { buildSpace, type Space } from './space.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type AnyParameter = FreeParameter<any>;

/** Every field that a parameter may have; the parameters themselves check the values. */
interface ParameterJSON {
  readonly low: number;
  readonly high: number;
  readonly log: boolean | undefined;
  readonly step: number | undefined;
  readonly choices: readonly Choice[];
}

/** How a type of parameter is made from JSON, and the fields that it may have. */
interface Reader {
  readonly fields: readonly (keyof ParameterJSON)[];
  make(json: ParameterJSON): AnyParameter;
}

/** A new type of parameter gets an entry here. */
const READERS: Readonly<Record<string, Reader>> = {
  float: {
    fields: ['low', 'high', 'log', 'step'],
    make: ({ low, high, log, step }) => float(low, high, definedOf({ log, step })),
  },
  int: {
    fields: ['low', 'high', 'log', 'step'],
    make: ({ low, high, log, step }) => int(low, high, definedOf({ log, step })),
  },
  categorical: { fields: ['choices'], make: ({ choices }) => categorical(choices) },
  ordinal: { fields: ['choices'], make: ({ choices }) => ordinal(choices) },
};

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function definedOf<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}

/**
 * Reads a space from the JSON that `toJSON` wrote, or from the list of its parameters. JSON holds
 * constraints as names; `predicates` adds their functions. Without them the space has the same
 * fingerprint and maps points and rows, but cannot tell whether a point violates a constraint:
 * {@link Space.violated} and {@link Space.faults} throw.
 *
 * @throws SPACE_JSON_INVALID  a list, name, type, choices or condition is missing or has the wrong
 * type, or a field is unknown; all faults at once, with those of the other parameters
 * @throws SPACE_INVALID  as {@link space}
 */
export function spaceFromJSON(
  json: unknown,
  { predicates = {} }: { predicates?: Readonly<Record<string, (point: Point) => boolean>> } = {},
): Space {
  const { parameters, constraints = [] } = (
    Array.isArray(json) ? { parameters: json } : (json ?? {})
  ) as { parameters?: unknown; constraints?: unknown };
  const faults: Fault[] = Object.entries({ parameters, constraints })
    .filter(([, value]) => !Array.isArray(value))
    .map(([path, value]) => ({ path, reason: `expected a list, but got ${spell(value)}` }));
  const made = new Map<string, Parameter>();
  const list = (Array.isArray(parameters) ? parameters : []) as unknown[];
  for (const [index, item] of list.entries()) {
    const read = readParameter(item);
    if (Array.isArray(read)) {
      faults.push(...read.map(({ path, reason }) => ({ path: `[${index}]${path}`, reason })));
      continue;
    }
    const { name, parameter } = read;
    if (made.has(name)) {
      faults.push({ path: `[${index}].name`, reason: `duplicate name "${name}"` });
    } else {
      made.set(name, parameter);
    }
  }
  if (faults.length > 0) {
    for (const [name, parameter] of made) faults.push(...parameterFaults(name, parameter));
    throw coreError('SPACE_JSON_INVALID', faultDetails(faults));
  }
  const named = (constraints as string[]).map((name) => {
    const predicate = Object.hasOwn(predicates, name) ? predicates[name] : undefined;
    return { name, ...(predicate === undefined ? {} : { predicate }) };
  });
  return buildSpace(Object.fromEntries(made), named);
}

/** A parameter with its name, or the faults of its JSON. */
function readParameter(item: unknown): { name: string; parameter: Parameter } | Fault[] {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    return [{ path: '', reason: `expected an object with name and type, but got ${spell(item)}` }];
  }
  const { name, type, when, ...fields } = item as Record<string, unknown>;
  const faults: Fault[] = [];
  if (typeof name !== 'string') {
    faults.push({ path: '.name', reason: `expected a string, but got ${spell(name)}` });
  }
  const reader = Object.hasOwn(READERS, String(type)) ? READERS[String(type)] : undefined;
  if (reader === undefined) {
    const known = Object.keys(READERS).join(', ');
    faults.push({ path: '.type', reason: `expected one of ${known}, but got ${spell(type)}` });
  } else {
    const known: readonly string[] = reader.fields;
    for (const field of Object.keys(fields).filter((one) => !known.includes(one))) {
      const reason = `unknown field; the fields of ${spell(type)} are ${known.join(', ')}`;
      faults.push({ path: `.${field}`, reason });
    }
    if (known.includes('choices') && !Array.isArray(fields['choices'])) {
      const reason = `expected a list, but got ${spell(fields['choices'])}`;
      faults.push({ path: '.choices', reason });
    }
  }
  const condition = when as Partial<Condition> | null | undefined;
  const isCondition =
    condition === undefined ||
    (typeof condition?.parent === 'string' && Array.isArray(condition.values));
  if (!isCondition) {
    const reason = `expected an object with a parent and a list of values, but got ${spell(when)}`;
    faults.push({ path: '.when', reason });
  }
  if (reader === undefined || typeof name !== 'string' || faults.length > 0) return faults;
  const parameter = reader.make(fields as unknown as ParameterJSON);
  if (condition === undefined) return { name, parameter };
  const { parent, values } = condition as Condition;
  return { name, parameter: parameter.when(parent, values) };
}

const spell = (value: unknown): string => (value === undefined ? 'nothing' : quote(value));
