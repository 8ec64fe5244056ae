import { coreError } from '../errors.ts';
import type { Point, Space } from '../space/space.ts';
import type { History } from '../strategy/history.ts';
import type { Rng } from '../strategy/rng.ts';
import type { Scratch } from '../strategy/scratch.ts';
import type { Ask } from '../strategy/strategy.ts';
import { allowedIndices, isAllowed, MAX_SCANNED } from './allowed.ts';
import { createPacer, type Pacer } from './pacer.ts';
import { Walk, type Place } from './walk.ts';

/** Uniform draws before the constraints count as too narrow for them. */
const MAX_DRAWS = 10_000;
/** The same if the latest trial was found by walking. */
const MAX_NARROW_DRAWS = 256;
/** Points that are looked at before a walk begins at a known point. */
const MAX_FRESH = 20_000;
/** Points that are looked at before a search gives up, and for how long, for constraints that are slow. */
const MAX_WALKED = 1_000_000;
const MAX_WALK_MS = 60_000;
/** Steps to a point that is accepted, in walks that make a point independent. */
const MAX_WALKS = 20;

/** What a search may know. */
export type SearchAsk = Pick<Ask, 'space' | 'history' | 'scratch' | 'signal'>;

/** A point that meets the constraints. */
export interface Found {
  readonly point: Point;
  /** Whether uniform draws did not find it. It is stored with the trial: later asks draw less. */
  readonly isWalked: boolean;
}

/** The field of a suggestion's meta that says how its point was found. */
export const walkedMeta = (isWalked: boolean) => (isWalked ? { walked: true } : {});

const acceptAll = (): boolean => true;

/** A uniform random row of the unit cube. */
export function drawRow(space: Space, rng: Rng): Float64Array {
  const row = new Float64Array(space.columns.length);
  for (let index = 0; index < row.length; index++) row[index] = rng.next();
  return row;
}

/** Finds points that meet the constraints of a space, also where few do. It pauses in between. */
export class PointSearch {
  readonly space: Space;
  readonly pacer: Pacer;
  readonly #history: History;
  readonly #scratch: Scratch;
  #isNarrow: boolean;
  #walk: Walk | undefined;

  constructor({ space, history, scratch, signal }: SearchAsk) {
    this.space = space;
    this.pacer = createPacer(signal);
    this.#history = history;
    this.#scratch = scratch;
    this.#isNarrow = space.constraints.length > 0 && wasWalked(history);
  }

  /**
   * A random point that is allowed and accepted: uniform draws first; then all points of a finite space,
   * or a walk among the allowed ones.
   *
   * @returns undefined if no allowed point is accepted
   * @throws SPACE_CONSTRAINT_EMPTY  a finite space has no allowed point
   * @throws SPACE_CONSTRAINT_NARROW  none was found, although there may be some
   */
  async draw(rng: Rng, accepts: (point: Point) => boolean = acceptAll): Promise<Found | undefined> {
    const { space, pacer } = this;
    const { size } = space.lattice();
    // More draws than the space has points are a waste of time.
    const draws = Math.min(this.#isNarrow ? MAX_NARROW_DRAWS : MAX_DRAWS, size);
    let isAnyAllowed = false;
    for (let draw = 0; draw < draws; draw++) {
      if (pacer.isDue) await pacer.pause();
      const point = space.decode(drawRow(space, rng));
      if (!isAllowed(space, point)) continue;
      isAnyAllowed = true;
      if (!accepts(point)) continue;
      this.#isNarrow = false;
      return { point, isWalked: false };
    }
    // A narrow range or constraints may leave a handful of points even of an infinite space, none accepted.
    if (isAnyAllowed && size === Infinity) return undefined;
    if (size <= MAX_DRAWS || (isAnyAllowed && size <= MAX_SCANNED)) {
      return this.#scan(rng, size, accepts);
    }
    this.#isNarrow = true;
    const point =
      size <= MAX_SCANNED
        ? await this.#pick(rng, accepts)
        : await this.#walkTo(rng, accepts, draws);
    return point && { point, isWalked: true };
  }

  /**
   * Up to `count` different allowed points: half of them near the given ones, half anywhere.
   * @throws SPACE_CONSTRAINT_EMPTY, SPACE_CONSTRAINT_NARROW  as {@link draw}
   */
  async walked(near: readonly Point[], rng: Rng, count: number): Promise<readonly Point[]> {
    const { space } = this;
    const points = new Map<string, Point>();
    const add = (point: Point): void => void points.set(space.canonical(point), point);
    const starts = near.filter((point) => isAllowed(space, point));
    for (let chain = 0; starts.length > 0 && points.size < count / 2; chain++) {
      if (chain === 2 * count) break;
      const start = starts[chain % starts.length]!;
      await this.neighbors(start, rng, STEPS_OF_CHAIN, add);
    }
    const anywhere = await this.draw(rng);
    if (anywhere !== undefined) {
      add(anywhere.point);
      const steps = STEPS_OF_CHAIN * count;
      await this.neighbors(anywhere.point, rng, steps, (point) => {
        if (points.size < count) add(point);
      });
    }
    return [...points.values()];
  }

  /** Walks from an allowed point and tells each allowed point on the way. */
  async neighbors(
    from: Point,
    rng: Rng,
    steps: number,
    tell: (point: Point) => void,
  ): Promise<void> {
    const walk = (this.#walk ??= new Walk(this.space));
    let place = walk.at(from, rng);
    for (let step = 0; step < steps; step++) {
      if (this.pacer.isDue) await this.pacer.pause();
      const next = walk.step(place, rng);
      if (next !== place) tell(next.point);
      place = next;
    }
  }

  /**
   * The indices of all allowed points in the lattice of a finite space.
   * @throws SPACE_CONSTRAINT_EMPTY
   */
  allowed(): Promise<readonly number[]> {
    return allowedIndices(this.space, this.#scratch, this.pacer);
  }

  /** All points of a finite space in order from a random one. */
  async #scan(
    rng: Rng,
    size: number,
    accepts: (point: Point) => boolean,
  ): Promise<Found | undefined> {
    const { space, pacer } = this;
    const lattice = space.lattice();
    const start = rng.integer(size);
    let isAnyAllowed = false;
    for (let offset = 0; offset < size; offset++) {
      if (pacer.isDue) await pacer.pause();
      const point = lattice.at((start + offset) % size);
      if (!isAllowed(space, point)) continue;
      isAnyAllowed = true;
      if (accepts(point)) return { point, isWalked: false };
    }
    // It throws, and says which constraints refuse all.
    if (!isAnyAllowed) await this.allowed();
    return undefined;
  }

  /** One of all allowed points of a finite space. */
  async #pick(rng: Rng, accepts: (point: Point) => boolean): Promise<Point | undefined> {
    const { space, pacer } = this;
    const indices = await this.allowed();
    const lattice = space.lattice();
    const start = rng.integer(indices.length);
    for (let offset = 0; offset < indices.length; offset++) {
      if (pacer.isDue) await pacer.pause();
      const point = lattice.at(indices[(start + offset) % indices.length]!);
      if (accepts(point)) return point;
    }
    return undefined;
  }

  /** A point at the end of a walk. */
  async #walkTo(rng: Rng, accepts: (point: Point) => boolean, draws: number): Promise<Point> {
    const { space, pacer } = this;
    const walk = (this.#walk ??= new Walk(space));
    const places = walk.find(rng);
    let known = this.#known(rng);
    let tried = 0;
    for (;;) {
      let place: Place | undefined;
      const limit = known === undefined ? MAX_WALKED : Math.min(MAX_WALKED, tried + MAX_FRESH);
      while (place === undefined && tried < limit && pacer.elapsed < MAX_WALK_MS) {
        if (pacer.isDue) await pacer.pause();
        place = places.next().value;
        tried += 1;
      }
      if (place === undefined && known !== undefined) {
        place = walk.at(known, rng);
        known = undefined;
      }
      if (place === undefined) throw narrowSpaceError(space, draws + tried);
      const start = place;
      let steps = walk.mixing;
      for (let step = 1; step <= steps; step++) {
        if (pacer.isDue) await pacer.pause();
        place = walk.step(place, rng);
        if (step < walk.mixing) continue;
        if (accepts(place.point)) return place.point;
        // Where no change is allowed, more of them lead nowhere.
        if (place !== start) steps = MAX_WALKS * walk.mixing;
      }
      tried += steps;
    }
  }

  /** The allowed point of one of the trials. */
  #known(rng: Rng): Point | undefined {
    const trials = [...this.#history.ended, ...this.#history.pending];
    if (trials.length === 0) return undefined;
    const start = rng.integer(trials.length);
    for (let offset = 0; offset < trials.length; offset++) {
      const { point } = trials[(start + offset) % trials.length]!;
      if (isAllowed(this.space, point)) return point;
    }
    return undefined;
  }
}

const STEPS_OF_CHAIN = 24;

/** Whether the point of the latest trial that a strategy suggested was found by walking. */
function wasWalked({ ended, pending }: History): boolean {
  let latest = 0;
  let walked = false;
  for (const trials of [ended, pending]) {
    const trial = trials.findLast(({ meta }) => meta !== undefined);
    if (trial === undefined || trial.number < latest) continue;
    latest = trial.number;
    walked = (trial.meta as { readonly walked?: unknown } | null)?.walked === true;
  }
  return walked;
}

/** The error that names the constraints which leave too little of a space. */
function narrowSpaceError(space: Space, points: number) {
  const constraints = space.constraints.map((name) => JSON.stringify(name));
  return coreError('SPACE_CONSTRAINT_NARROW', { constraints, points });
}
