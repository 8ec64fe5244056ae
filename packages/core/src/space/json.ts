import { coreError } from '../core-errors.ts';
import { categorical } from './parameter/categorical.ts';
import { float } from './parameter/float.ts';
import { int } from './parameter/int.ts';
import { ordinal } from './parameter/ordinal.ts';
import type { Choice, Condition, Fault, FreeParameter, Parameter } from './parameter/parameter.ts';
import { buildSpace, joinLines, type Point, type Space } from './space.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type AnyParameter = FreeParameter<any>;

/** Every field that some parameter writes; the parameters themselves check what comes. */
interface ParameterJSON {
  readonly low: number;
  readonly high: number;
  readonly log: boolean | undefined;
  readonly step: number | undefined;
  readonly choices: readonly Choice[];
}

/** How a parameter is made from its JSON, and the fields that it may have. */
interface Reader {
  readonly fields: readonly (keyof ParameterJSON)[];
  make(json: ParameterJSON): AnyParameter;
}

/** A new type of parameter adds its line here. */
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
 * The space that `toJSON` wrote; the list of its parameters alone will do. A constraint stands there
 * by name alone; `predicates` gives the functions back. A space without them has the same fingerprint
 * and maps rows and points, but cannot say whether a point is allowed: then {@link Space.violated}
 * throws.
 *
 * @throws SPACE_JSON_INVALID  what is no list, name, type, choices or condition, and fields that the
 * type does not have; all at once, with what is wrong in the other parameters
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
    .filter(([, came]) => !Array.isArray(came))
    .map(([path]) => ({ path, reason: 'expected a list' }));
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
      faults.push({ path: `[${index}].name`, reason: `"${name}" is there already` });
    } else {
      made.set(name, parameter);
    }
  }
  if (faults.length > 0) {
    for (const [name, parameter] of made) {
      faults.push(
        ...parameter.faults().map(({ path, reason }) => ({ path: `${name}.${path}`, reason })),
      );
    }
    throw coreError('SPACE_JSON_INVALID', joinLines(faults));
  }
  const named = (constraints as string[]).map((name) => {
    const predicate = Object.hasOwn(predicates, name) ? predicates[name] : undefined;
    return { name, ...(predicate === undefined ? {} : { predicate }) };
  });
  return buildSpace(Object.fromEntries(made), named) as Space;
}

/** A parameter with its name, or what keeps it from being made. */
function readParameter(item: unknown): { name: string; parameter: Parameter } | Fault[] {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    return [{ path: '', reason: 'expected an object with name and type' }];
  }
  const { name, type, when, ...fields } = item as Record<string, unknown>;
  const faults: Fault[] = [];
  if (typeof name !== 'string') faults.push({ path: '.name', reason: 'expected a string' });
  const reader = Object.hasOwn(READERS, String(type)) ? READERS[String(type)] : undefined;
  if (reader === undefined) {
    const known = Object.keys(READERS).join(', ');
    faults.push({ path: '.type', reason: `expected one of ${known}, but got ${spell(type)}` });
  } else {
    const known: readonly string[] = reader.fields;
    for (const field of Object.keys(fields).filter((one) => !known.includes(one))) {
      faults.push({ path: `.${field}`, reason: `${spell(type)} has ${known.join(', ')} alone` });
    }
    if (known.includes('choices') && !Array.isArray(fields['choices'])) {
      faults.push({ path: '.choices', reason: 'expected a list' });
    }
  }
  const condition = when as Partial<Condition> | null | undefined;
  const isCondition =
    condition === undefined ||
    (typeof condition?.parent === 'string' && Array.isArray(condition.values));
  if (!isCondition) {
    faults.push({ path: '.when', reason: 'expected a parent and a list of its values' });
  }
  if (reader === undefined || typeof name !== 'string' || faults.length > 0) return faults;
  const parameter = reader.make(fields as unknown as ParameterJSON);
  if (condition === undefined) return { name, parameter };
  const { parent, values } = condition as Condition;
  return { name, parameter: parameter.when(parent, values) };
}

const spell = (value: unknown): string => JSON.stringify(value) ?? 'nothing';
