import { createStudy, type AskedTrial, type Objective, type Point, type Study } from '@tune/core';
import { historyOf } from '@tune/core/plugin';
import { bayes, grid, random, surrogate } from '@tune/strategies';
import { landscapeOf } from './landscapes.ts';
import {
  GRID,
  type Axis,
  type Field,
  type Ground,
  type Meta,
  type Place,
  type RunState,
  type ShownTrial,
  type State,
  type SurrogateState,
} from './messages.ts';
import type { Settings, StrategyName } from './settings.ts';

const factories = { bayes, random, grid };
const { signal } = new AbortController();

interface Run {
  readonly strategy: StrategyName;
  readonly study: Study;
  readonly shown: ShownTrial[];
  next: AskedTrial | undefined;
}

/** The studies of a visitor's settings: a step evaluates each one's next point and asks for another. */
export class Search {
  readonly ground: Ground;
  readonly #objective: Objective;
  readonly #exact: Objective;
  readonly #runs: readonly Run[];
  readonly #cells: readonly (Point | undefined)[];

  private constructor(
    parts: { objective: Objective; exact: Objective; runs: readonly Run[] },
    backend: string,
  ) {
    this.#objective = parts.objective;
    this.#exact = parts.exact;
    this.#runs = parts.runs;
    const axes = axesOf(this.#exact);
    this.#cells = cellsOf(this.#exact, axes);
    const { value = NaN, points = [] } = this.#exact.optimum ?? {};
    this.ground = {
      axes,
      field: fieldOf(this.#cells, (point) => this.#trueValue(point)),
      minimum: value,
      minimizers: points.map((point) => placeOf(axes, point)),
      backend,
    };
  }

  static async begin({ landscape, noisy, strategies, trials, seed }: Settings): Promise<Search> {
    const { create, noise } = landscapeOf(landscape);
    const [objective, exact] = [create(noisy ? noise : 0), create(0)];
    const { space, direction } = objective;
    const runs = await Promise.all(
      strategies.map(async (strategy): Promise<Run> => {
        const options = { strategy: factories[strategy](), seed, budget: { trials } };
        const study = await createStudy({ space, direction, ...options });
        return { strategy, study, shown: [], next: await study.ask() };
      }),
    );
    const infos = await bayes().setup!({ signal, progress: () => undefined });
    return new Search({ objective, exact, runs }, infos?.[0]?.value ?? '');
  }

  async step(): Promise<void> {
    for (const run of this.#runs) {
      const { study, next } = run;
      if (next === undefined) continue;
      const { number, point, seed, meta } = next;
      const report = (step: number, value: number) => void next.report(step, value);
      const value = (await this.#objective.evaluate(point, { seed, signal, report })) as number;
      await study.tell(next, value);
      const { phase = '' } = (meta ?? {}) as Meta;
      const place = placeOf(this.ground.axes, point);
      const at = this.ground.axes.map(({ name }) => point[name] as number) as [number, number];
      const trueValue = this.#trueValue(point);
      run.shown.push({ number, place, point: at, value, trueValue, phase });
      run.next = await study.ask();
    }
  }

  async state(): Promise<State> {
    const runs = this.#runs.map(({ strategy, study, shown, next }): RunState => {
      const best = study.best?.number;
      return {
        strategy,
        trials: [...shown],
        ...(best === undefined ? {} : { best }),
        ...(next === undefined
          ? {}
          : {
              next: {
                number: next.number,
                place: placeOf(this.ground.axes, next.point),
                meta: (next.meta ?? {}) as Meta,
              },
            }),
      };
    });
    const model = await this.#surrogate();
    const isOver = this.#runs.every(({ next }) => next === undefined);
    return { runs, isOver, ...(model === undefined ? {} : { surrogate: model }) };
  }

  /** The same fit that `bayes` chose its next point with. */
  async #surrogate(): Promise<SurrogateState | undefined> {
    const run = this.#runs.find(({ strategy }) => strategy === 'bayes');
    if (run === undefined) return undefined;
    const { study } = run;
    const history = historyOf(study.trials, study.direction);
    const model = await surrogate(
      study.space,
      { ...history, pending: [] },
      { budget: study.budget },
    );
    if (model === undefined) return undefined;
    try {
      const allowed = this.#cells.filter((point) => point !== undefined);
      const { loss, variance } = model.predict(allowed);
      const at = new Map(allowed.map((point, index) => [point, index]));
      const { axes } = this.ground;
      const { region, observations } = model;
      const box = region && boxOf(placeOf(axes, region.center), region.side);
      return {
        observations,
        loss: fieldOf(this.#cells, (point) => loss[at.get(point)!]!),
        stddev: fieldOf(this.#cells, (point) => Math.sqrt(variance[at.get(point)!]!)),
        ...(box === undefined ? {} : { box }),
      };
    } finally {
      model.dispose();
    }
  }

  #trueValue(point: Point): number {
    return this.#exact.evaluate(point, { seed: 0, signal, report: () => undefined }) as number;
  }
}

/** The ends of both parameters, which are continuous and linear. */
function axesOf({ space }: Objective): [Axis, Axis] {
  const [low, high] = [space.decode([0, 0]), space.decode([1, 1])];
  const axis = (name: string) => ({ name, low: low[name] as number, high: high[name] as number });
  return [axis(space.names[0]!), axis(space.names[1]!)];
}

function placeOf([x, y]: readonly [Axis, Axis], point: Readonly<Record<string, unknown>>): Place {
  const share = ({ name, low, high }: Axis) => ((point[name] as number) - low) / (high - low);
  return { x: share(x), y: share(y) };
}

function boxOf({ x, y }: Place, side: number) {
  const within = (share: number) => Math.max(0, Math.min(1, share));
  const half = side / 2;
  return {
    from: { x: within(x - half), y: within(y - half) },
    to: { x: within(x + half), y: within(y + half) },
  };
}

/** The centers of the cells, row by row from the top; undefined where the constraints forbid a point. */
function cellsOf({ space }: Objective, [x, y]: readonly [Axis, Axis]): (Point | undefined)[] {
  const at = ({ low, high }: Axis, share: number) => low + share * (high - low);
  return Array.from({ length: GRID * GRID }, (_, cell) => {
    const column = (cell % GRID) + 0.5;
    const row = GRID - Math.floor(cell / GRID) - 0.5;
    const point = { [x.name]: at(x, column / GRID), [y.name]: at(y, row / GRID) };
    return space.violated(point).length === 0 ? point : undefined;
  });
}

const fieldOf = (cells: readonly (Point | undefined)[], valueAt: (point: Point) => number): Field =>
  Float32Array.from(cells, (point) => (point === undefined ? NaN : valueAt(point)));
