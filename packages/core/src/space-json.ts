import { TuneError } from './errors.ts';
import { categorical } from './parameter/categorical.ts';
import { float } from './parameter/float.ts';
import { int } from './parameter/int.ts';
import { ordinal } from './parameter/ordinal.ts';
import type { Choice, Condition, FreeParameter, Parameter } from './parameter/parameter.ts';
import { buildSpace, type Point, type Space } from './space.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type AnyParameter = FreeParameter<any>;

/** How each type of parameter is made from its JSON; a new parameter adds its line here. */
const FROM_JSON: Readonly<Record<string, (json: ParameterJSON) => AnyParameter>> = {
  float: ({ low, high, log, step }) => float(low, high, definedOf({ log, step })),
  int: ({ low, high, log, step }) => int(low, high, definedOf({ log, step })),
  categorical: ({ choices }) => categorical(choices),
  ordinal: ({ choices }) => ordinal(choices),
};

/** Every field that some parameter writes; the parameters themselves check what comes. */
interface ParameterJSON {
  readonly low: number;
  readonly high: number;
  readonly log: boolean | undefined;
  readonly step: number | undefined;
  readonly choices: readonly Choice[];
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function definedOf<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}

/**
 * The space that `toJSON` wrote; the list of its parameters alone will do. A constraint stands there by name alone; `predicates` gives the
 * functions back. A space without them has the same fingerprint and maps rows and points, but
 * cannot say whether a point is allowed: then {@link Space.violated} throws.
 *
 * @throws SPACE_JSON_INVALID  an unknown type or a missing list
 * @throws SPACE_INVALID  as {@link space}
 */
export function spaceFromJSON(
  json: unknown,
  { predicates = {} }: { predicates?: Readonly<Record<string, (point: Point) => boolean>> } = {},
): Space {
  const { parameters: list, constraints = [] } = (
    Array.isArray(json) ? { parameters: json } : (json ?? {})
  ) as { parameters?: unknown; constraints?: unknown };
  for (const [path, came] of Object.entries({ parameters: list, constraints })) {
    if (!Array.isArray(came)) {
      throw new TuneError('SPACE_JSON_INVALID', { path, reason: 'there is no list' });
    }
  }
  const made = (list as Record<string, unknown>[]).map((item, index): [string, Parameter] => {
    const make = FROM_JSON[String(item['type'])];
    if (make === undefined || typeof item['name'] !== 'string') {
      throw new TuneError('SPACE_JSON_INVALID', {
        path: `parameters[${index}]`,
        reason: `there is no parameter with a name and one of the types ${Object.keys(FROM_JSON).join(', ')}`,
      });
    }
    const parameter = make(item as unknown as ParameterJSON);
    const condition = item['when'] as Condition | undefined;
    if (condition === undefined) return [item['name'], parameter];
    if (typeof condition?.parent !== 'string' || !Array.isArray(condition.values)) {
      throw new TuneError('SPACE_JSON_INVALID', {
        path: `parameters[${index}].when`,
        reason: 'there is no parent with a list of values',
      });
    }
    return [item['name'], parameter.when(condition.parent, condition.values)];
  });
  const named = (constraints as string[]).map((name) => {
    const predicate = Object.hasOwn(predicates, name) ? predicates[name] : undefined;
    return { name, ...(predicate === undefined ? {} : { predicate }) };
  });
  return buildSpace(Object.fromEntries(made), named) as Space;
}
