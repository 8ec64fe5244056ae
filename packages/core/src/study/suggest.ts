import { NEVER_ABORTED, raceSignal } from '../execution/race-with-abort.ts';
import type { Choice } from '../space/parameter/parameter.ts';
import type { Point } from '../space/space.ts';
import { frozenCopy } from '../storage/frozen-copy.ts';
import { checkSuggestions } from '../strategy/check-suggestions.ts';
import { createRng, hashSeed } from '../strategy/rng.ts';
import type { Suggestion } from '../strategy/strategy.ts';
import type { StudyEvent } from '../events/events.ts';
import type { StudyParts } from './study-parts.ts';

/** Makes new trials of what the strategy suggests. */
export class Suggester {
  readonly #parts: StudyParts;
  #isSetUp = false;
  /** The plan for which the strategy had no point. */
  #exhaustedPlan: number | undefined;

  constructor(parts: StudyParts) {
    this.#parts = parts;
  }

  /** Whether the strategy had no point at the last ask: the finite space is used up. */
  get isExhausted(): boolean {
    return this.#exhaustedPlan !== undefined;
  }

  /** The stored beginnings of new trials; undefined if the plan has changed meanwhile. */
  async begin(wanted: number, signal: AbortSignal): Promise<readonly StudyEvent[] | undefined> {
    const { log, options, scratch } = this.#parts;
    const { clock, strategy, space, seed } = options;
    const { state } = log;
    const plan = state.planVersion;
    if (this.#exhaustedPlan === plan) return [];
    if (!this.#isSetUp) await this.#setUp(signal);
    const before = clock();
    const first = state.size + 1;
    const count = strategy.capabilities.parallel ? wanted : 1;
    const { history, release } = state.snapshot();
    const rng = createRng(hashSeed(seed, 'suggest', first));
    const { budget } = state;
    const known = { space, history, count, rng, scratch, signal };
    const ask = budget === undefined ? known : { ...known, budget };
    let suggestions: unknown;
    try {
      const suggest = (): unknown => strategy.suggest(ask);
      suggestions = await (signal === NEVER_ABORTED ? suggest() : raceSignal(suggest, signal));
    } finally {
      release();
    }
    this.#parts.assertOpen();
    checkSuggestions(space, strategy, suggestions);
    // Others may have written meanwhile; what this process wrote is in the state already.
    if (state.planVersion !== plan) return undefined;
    this.#exhaustedPlan = suggestions.length === 0 ? plan : undefined;
    if (suggestions.length === 0) return [];
    const number = Math.min(suggestions.length, count);
    const suggestSeconds = (clock() - before) / 1000 / number;
    const events: StudyEvent[] = [];
    for (let index = 0; index < number; index++) {
      events.push(this.#started(first + index, suggestions[index]!, suggestSeconds));
    }
    // The end of another trial in the meantime makes the suggestion older, not wrong.
    while (!(await log.append(events))) if (state.planVersion !== plan) return undefined;
    return events;
  }

  async #setUp(signal: AbortSignal): Promise<void> {
    const { strategy } = this.#parts.options;
    await raceSignal(() => strategy.setup?.({ signal, progress: () => undefined }), signal);
    this.#isSetUp = true;
  }

  #started(
    number: number,
    { point, fidelity, meta }: Suggestion,
    suggestSeconds: number,
  ): StudyEvent {
    const { options, replicates, newToken, leaseTerms } = this.#parts;
    const event: Mutable<StartedEvent> = {
      type: 'trial-started',
      at: options.clock(),
      number,
      attempt: 1,
      token: newToken(),
      // A copy: what the strategy does to its suggestion later must not change the trial.
      point: frozenPoint(point),
      seed: replicates.seedOf(point),
      suggestSeconds,
    };
    if (leaseTerms.lease !== undefined) event.lease = leaseTerms.lease;
    if (fidelity !== undefined) event.fidelity = fidelity;
    if (meta !== undefined) event.meta = frozenCopy(meta);
    return Object.freeze(event);
  }
}

type StartedEvent = Extract<StudyEvent, { type: 'trial-started' }>;
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Field by field: an object that is spread has a hidden class of its own, which takes more than itself. */
function frozenPoint(point: Point): Point {
  const copy: Record<string, Choice> = {};
  for (const name of Object.keys(point)) copy[name] = point[name]!;
  return Object.freeze(copy);
}
