import type { Choice, Parameter } from '../space/parameter/parameter.ts';
import type { Space } from '../space/space.ts';
import type { Rng } from '../strategy/rng.ts';

/** A value for each parameter of a space, also for those that are not active. */
export type Values = Readonly<Record<string, Choice>>;

interface MovableColumn {
  readonly name: string;
  readonly isNumeric: boolean;
  readonly levels: number;
  readonly parameter: Parameter<Choice>;
}

/** Ratios of two numbers whose product is to stay. */
const RATIOS = [2, 3, 5, 3 / 2, 1 / 2, 1 / 3, 1 / 5, 2 / 3];

/**
 * Small changes of a point. Each is as likely as its reverse, so a walk that only leaves out forbidden
 * points comes everywhere equally often. Several keep what constraints often fix: a sum, a product,
 * the set of values.
 */
export class Moves {
  readonly #columns: readonly MovableColumn[];
  readonly #numeric: readonly MovableColumn[];

  constructor({ columns, parameters }: Space) {
    this.#columns = columns
      .filter(({ levels }) => levels > 1)
      .map(({ name, kind, levels }) => {
        const parameter = parameters[name]! as Parameter<Choice>;
        return { name, levels, parameter, isNumeric: kind === 'numeric' && isNumber(parameter) };
      });
    this.#numeric = this.#columns.filter(({ isNumeric }) => isNumeric);
  }

  /** How many parameters can move. */
  get count(): number {
    return this.#columns.length;
  }

  /** A changed point; undefined if the change leaves a parameter's range. */
  change(values: Values, rng: Rng): Values | undefined {
    const kind = rng.next();
    if (kind < 0.3 || this.#columns.length < 2) return this.#changeOne(values, rng);
    if (kind < 0.45) {
      const once = this.#changeOne(values, rng);
      return once && this.#changeOne(once, rng);
    }
    if (kind < 0.6) return this.#swap(values, rng);
    if (this.#numeric.length < 2) return this.#changeOne(values, rng);
    if (kind < 0.85) return this.#transfer(values, rng);
    return kind < 0.92 ? this.#scale(values, rng) : this.#shift(values, rng);
  }

  /** Gives a parameter the value of another one; undefined if it cannot have it. */
  copy(values: Values, rng: Rng): Values | undefined {
    if (this.#columns.length < 2) return undefined;
    const [to, from] = pair(this.#columns, rng);
    const value = to.parameter.snap(values[from.name]);
    return value === undefined ? undefined : { ...values, [to.name]: value };
  }

  #changeOne(values: Values, rng: Rng): Values | undefined {
    const column = this.#columns[rng.integer(this.#columns.length)]!;
    const value = otherValue(column, values[column.name]!, rng);
    return value === undefined ? undefined : { ...values, [column.name]: value };
  }

  /** What one number gains, another one loses. */
  #transfer(values: Values, rng: Rng): Values | undefined {
    const [to, from] = pair(this.#numeric, rng);
    const [before, other] = [values[to.name] as number, values[from.name] as number];
    const after = otherValue(to, before, rng) as number | undefined;
    if (after === undefined) return undefined;
    const rest = from.parameter.snap(other - (after - before));
    return rest === undefined ? undefined : { ...values, [to.name]: after, [from.name]: rest };
  }

  /** Several numbers change by the same amount. */
  #shift(values: Values, rng: Rng): Values | undefined {
    const first = this.#numeric[rng.integer(this.#numeric.length)]!;
    const before = values[first.name] as number;
    const after = otherValue(first, before, rng) as number | undefined;
    if (after === undefined) return undefined;
    // Often all of them.
    const share = 2 * rng.next();
    const shifted: Record<string, Choice> = { ...values, [first.name]: after };
    for (const { name, parameter } of this.#numeric) {
      if (name === first.name || rng.next() >= share) continue;
      const value = parameter.snap((values[name] as number) + after - before);
      if (value === undefined) return undefined;
      shifted[name] = value;
    }
    return shifted;
  }

  /** One number is multiplied, another one divided. */
  #scale(values: Values, rng: Rng): Values | undefined {
    const [to, from] = pair(this.#numeric, rng);
    const [before, other] = [values[to.name] as number, values[from.name] as number];
    const ratio =
      to.levels === Infinity && before !== 0
        ? ((otherValue(to, before, rng) as number | undefined) ?? 0) / before
        : RATIOS[rng.integer(RATIOS.length)]!;
    const after = to.parameter.snap(before * ratio);
    const rest = ratio === 0 ? undefined : from.parameter.snap(other / ratio);
    if (after === undefined || rest === undefined) return undefined;
    return { ...values, [to.name]: after, [from.name]: rest };
  }

  #swap(values: Values, rng: Rng): Values | undefined {
    const [a, b] = pair(this.#columns, rng);
    const first = a.parameter.snap(values[b.name]);
    const second = b.parameter.snap(values[a.name]);
    if (first === undefined || second === undefined) return undefined;
    return { ...values, [a.name]: first, [b.name]: second };
  }
}

/** An ordinal of texts has an order but cannot be added. */
const isNumber = (parameter: Parameter<Choice>): boolean =>
  typeof parameter.decode(0) === 'number' && typeof parameter.decode(1) === 'number';

/** Two different members of a list. */
function pair<T>(list: readonly T[], rng: Rng): readonly [T, T] {
  const first = rng.integer(list.length);
  const second = rng.integer(list.length - 1);
  return [list[first]!, list[second < first ? second : second + 1]!];
}

/** Any other value, or one that is near; undefined if that is out of range. */
function otherValue(
  { isNumeric, levels, parameter }: MovableColumn,
  value: Choice,
  rng: Rng,
): Choice | undefined {
  if (!isNumeric || rng.next() < 0.5) return parameter.decode(rng.next());
  const scale = 10 ** (-4 * rng.next());
  const side = rng.next() < 0.5 ? -1 : 1;
  if (levels === Infinity) {
    const unit = parameter.encode(value) + side * scale * rng.next();
    return unit < 0 || unit > 1 ? undefined : parameter.decode(unit);
  }
  const index = parameter.indexOf(value) + side * (1 + rng.integer(Math.ceil(scale * levels)));
  return index < 0 || index >= levels ? undefined : parameter.level(index);
}
