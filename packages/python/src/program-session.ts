import type { Ask, Budget, EndedTrial, History, Json, Point, Suggestion } from '@tune/core';
import type { Disposable } from '@tune/core/plugin';
import { pythonError } from './errors.ts';
import type { Answer, ProgramProcess } from './program-process.ts';

/** All that a session needs of an ask. */
type Known = Pick<Ask, 'space' | 'history' | 'rng' | 'signal'> & { readonly budget?: Budget };

/** How many points in a row may violate constraints: the program does not know them. */
const MAX_VIOLATING = 200;

/** How many trials one request tells of. */
const BATCH = 1000;

/** A process, and what it was told: the loss of each trial, by its number. */
interface Told {
  readonly process: ProgramProcess;
  readonly losses: Map<number, number | undefined>;
}

/** The process of a program in one study: it is told what it does not know yet. */
export class ProgramSession implements Disposable {
  readonly #strategy: string;
  readonly #options: Readonly<Record<string, Json>>;
  readonly #start: () => ProgramProcess;
  #told: Told | undefined;

  constructor(
    strategy: string,
    options: Readonly<Record<string, Json>>,
    start: () => ProgramProcess,
  ) {
    this.#strategy = strategy;
    this.#options = options;
    this.#start = start;
  }

  /** Sees to a process that was told of no other trials than these. */
  async prepare(known: Known): Promise<void> {
    await this.#current(known);
  }

  async suggest(ask: Ask): Promise<readonly Suggestion[]> {
    const { process } = await this.#upToDate(ask);
    const { space, history, count, signal } = ask;
    const pending: Point[] = history.pending.map(({ point }) => point);
    const allowed: Suggestion[] = [];
    for (let violating = 0; allowed.length < count;) {
      const wanted = count - allowed.length;
      const points = pointsOf(
        process,
        await process.ask('suggest', { count: wanted, pending }, signal),
        wanted,
      );
      if (points.length === 0) break;
      const refused = new Map<Point, readonly string[]>();
      for (const point of points) {
        // A point outside of the space is the caller's to refuse.
        const isInside = isIn(space, point);
        const names = isInside ? space.violated(point) : [];
        if (names.length > 0) refused.set(point, names);
        else allowed.push({ point });
      }
      if (refused.size === 0) break;
      pending.push(...points.filter((point) => !refused.has(point)));
      await this.#observe(
        process,
        [...refused].map(([point, names]) => ({ point, failed: `violates ${names.join(', ')}` })),
        signal,
      );
      violating = refused.size === points.length ? violating + refused.size : 0;
      if (violating >= MAX_VIOLATING) {
        const constraints = [...new Set([...refused.values()].flat())];
        const details = { strategy: this.#strategy, tries: violating, constraints };
        throw pythonError('STRATEGY_PROGRAM_CONSTRAINED', details);
      }
    }
    return allowed;
  }

  async recommend(known: Known): Promise<Point | undefined> {
    // Without a value there is nothing to recommend.
    if (known.history.incumbent === undefined) return undefined;
    const { process } = await this.#upToDate(known);
    const { point } = await process.ask('recommend', {}, known.signal);
    if (point === undefined || point === null) return undefined;
    if (typeof point === 'object' && !Array.isArray(point)) return point as Point;
    throw process.invalid('recommend', 'an object with a point', point);
  }

  dispose(): void {
    this.#told?.process.stop();
    this.#told = undefined;
  }

  /** The process, which knows all that has ended. */
  async #upToDate(known: Known): Promise<Told> {
    const told = await this.#current(known);
    await this.#tell(told, known.history, known.signal);
    return told;
  }

  async #current(known: Known): Promise<Told> {
    const { history, space, budget, rng, signal } = known;
    const kept = this.#told;
    this.#told = undefined;
    if (kept?.process.isUsable === true && isPartOf(kept.losses, history)) {
      return (this.#told = kept);
    }
    kept?.process.stop();
    const process = this.#start();
    const told: Told = { process, losses: new Map() };
    this.#told = told;
    const { parameters, constraints } = space.toJSON() as {
      readonly parameters: Json;
      readonly constraints?: readonly Json[];
    };
    const answer = await process.ask(
      'start',
      {
        ...{ protocol: 1, space: parameters, constraints: constraints ?? [] },
        ...{ direction: 'minimize', seed: rng.split('program').uint32() },
        ...(budget?.trials === undefined ? {} : { budget: budget.trials }),
        options: this.#options,
      },
      signal,
    );
    const { protocol = 1 } = answer;
    if (protocol !== 1) throw process.invalid('start', 'protocol 1', answer);
    // What it must catch up with is not part of the next suggestion.
    await this.#tell(told, history, signal);
    return told;
  }

  async #tell({ process, losses }: Told, history: History, signal: AbortSignal): Promise<void> {
    const ended = history.ended.filter(
      ({ number, fidelity }) => fidelity === undefined && !losses.has(number),
    );
    for (let from = 0; from < ended.length; from += BATCH) {
      const batch = ended.slice(from, from + BATCH);
      await this.#observe(process, batch.map(toldOf), signal);
      for (const { number, loss } of batch) losses.set(number, loss);
    }
  }

  async #observe(
    process: ProgramProcess,
    trials: readonly object[],
    signal: AbortSignal,
  ): Promise<void> {
    await process.ask('observe', { trials }, signal);
  }
}

/** Whether all that is wrong with a point are constraints, which concern it as a whole. */
const isIn = (space: Ask['space'], point: Point): boolean =>
  space.faults(point).every(({ path }) => path === '.');

const toldOf = ({ point, loss, state }: EndedTrial): object =>
  loss === undefined ? { point, failed: state } : { point, value: loss };

/** Whether a history has all the trials that were told, with the values that were told. */
function isPartOf(losses: Told['losses'], { ended }: History): boolean {
  let found = 0;
  for (const { number, loss } of ended) {
    if (!losses.has(number)) continue;
    if (losses.get(number) !== loss) return false;
    found += 1;
  }
  return found === losses.size;
}

function pointsOf(process: ProgramProcess, answer: Answer, count: number): readonly Point[] {
  const { points } = answer;
  const isPoint = (it: Json) => typeof it === 'object' && it !== null && !Array.isArray(it);
  if (Array.isArray(points) && points.length <= count && points.every(isPoint)) {
    return points as unknown as readonly Point[];
  }
  const expected = `{"points": [...]} with at most ${count} points`;
  throw process.invalid('suggest', expected, answer);
}
