import type {
  Ask,
  Fault,
  Point,
  RecommendAsk,
  Space,
  Strategy,
  Suggestion,
  Trial,
} from '@tune/core';
import { createRng, createScratch, historyOf, jsonFault, type Scratch } from '@tune/core/plugin';
import { isRuleError, spell, type RuleError } from '../rule-error.ts';
import { timed } from '../time-limit.ts';
import { broken, type StrategyRule } from './rules.ts';
import { sevenPoints, strategySpaces } from './spaces.ts';

/** How a strategy is tried. */
export interface StrategyTrial {
  /** Spaces that it is tried in, by what messages call them. Default: every kind of space. */
  readonly spaces?: Readonly<Record<string, Space>>;
  /** How many trials a search has. Default: 12. */
  readonly trials?: number;
  /** How long an answer may take, in milliseconds. Default: 15,000. */
  readonly answerMs?: number;
  /** All chance comes from it. Default: 1. */
  readonly seed?: number;
}

/** What becomes of a trial: it ends with a value, fails, is pruned, or is still running. */
export type TrialEnd = number | 'failed' | 'pruned' | 'running';

export type MakeStrategy = () => Strategy | Promise<Strategy>;

const neverAborted = new AbortController().signal;

/** Strategies that have hung: they are not waited for in every case. */
const hung = new WeakMap<MakeStrategy, RuleError>();

/** One case of one strategy: makes it, asks it, and knows what every answer has to be. */
export class Trying {
  readonly seed: number;
  readonly trials: number;
  readonly spaces: Readonly<Record<string, Space>>;
  /** Whether the spaces are ours: then any other is right too. */
  readonly isDefault: boolean;
  readonly #make: MakeStrategy;
  readonly #answerMs: number;

  constructor(
    make: MakeStrategy,
    { spaces, trials = 12, answerMs = 15_000, seed = 1 }: StrategyTrial,
  ) {
    this.#make = make;
    this.#answerMs = answerMs;
    this.isDefault = spaces === undefined;
    this.seed = seed;
    this.trials = trials;
    this.spaces = spaces ?? strategySpaces;
  }

  /** A space that has the name, or else the first one. */
  space(name: string): Space {
    return this.spaces[name] ?? Object.values(this.spaces)[0]!;
  }

  /** Spaces of few points. */
  get finite(): readonly Space[] {
    const all = Object.values(this.spaces).filter(({ cardinality }) => cardinality <= 50);
    return this.isDefault ? [this.space('finite'), sevenPoints] : all;
  }

  /** Spaces with a parameter that is continuous. */
  get infinite(): readonly Space[] {
    return Object.values(this.spaces).filter(({ cardinality }) => cardinality === Infinity);
  }

  /** Spaces of which every parameter is continuous: equal points are no coincidence there. */
  get continuous(): readonly Space[] {
    return this.infinite.filter(({ columns }) =>
      columns.every(({ levels }) => levels === Infinity),
    );
  }

  nameOf(space: Space): string {
    const entry = Object.entries(this.spaces).find(([, one]) => one === space);
    return entry === undefined ? spellSpace(space) : `"${entry[0]}", ${spellSpace(space)}`;
  }

  /** Makes a strategy and sets it up. */
  async open(): Promise<Strategy> {
    return this.wait('answers-in-time', 'making it and its setup', async () => {
      const strategy = await this.#make();
      await strategy.setup?.({ signal: neverAborted, progress: () => undefined });
      return strategy;
    });
  }

  /** An ask after these trials, with the chance that a study of this seed would give it. */
  ask(space: Space, trials: readonly Trial[], seed: number, more: Partial<Ask> = {}): Ask {
    return {
      space,
      history: historyOf(trials, 'minimize'),
      count: 1,
      budget: { trials: 20 },
      rng: createRng(seed).split(trials.length),
      scratch: createScratch(),
      signal: neverAborted,
      ...more,
    };
  }

  /** Waits for an answer; for one that never comes only once. */
  async wait<T>(rule: StrategyRule, what: string, begin: () => Promise<T>): Promise<T> {
    const before = hung.get(this.#make);
    if (before !== undefined) throw before;
    const result = await timed(this.#answerMs, begin);
    if (result.state === 'done') return result.value;
    const seen =
      result.state === 'late'
        ? `${what} neither resolved nor rejected for ${this.#answerMs / 1000} s`
        : `${what} ran for ${this.#answerMs / 1000} s without a pause, in ${result.frames.slice(0, 3).join(' < ')}`;
    const error = broken(rule, seen);
    if (rule === 'answers-in-time') hung.set(this.#make, error);
    throw error;
  }

  /** Asks as a study does, and checks the answer's list, its points and fidelities. */
  async suggest(
    strategy: Strategy,
    ask: Ask,
    rule: StrategyRule = 'takes-any-history',
  ): Promise<readonly Suggestion[]> {
    const where = (): string => `${asked(ask)} in the space ${this.nameOf(ask.space)}`;
    let suggestions: readonly Suggestion[];
    try {
      suggestions = await this.wait('answers-in-time', `the ask ${where()}`, async () => {
        await strategy.prepare?.(ask);
        return strategy.suggest(ask);
      });
    } catch (error) {
      if (isRuleError(error)) throw error;
      throw broken(rule, `the ask ${where()} threw ${spell(error)}`, error);
    }
    this.#check(suggestions, ask, where);
    return suggestions;
  }

  #check(suggestions: unknown, ask: Ask, where: () => string): void {
    const { space, count } = ask;
    if (!Array.isArray(suggestions)) {
      throw broken('respects-count', `the ask ${where()} gave ${show(suggestions)}, no list`);
    }
    if (suggestions.length > count) {
      const seen = `${suggestions.length} suggestions where ${count} were asked for, ${where()}`;
      throw broken('respects-count', seen);
    }
    for (const suggestion of suggestions as readonly Suggestion[]) {
      const { point, fidelity = 1 } = (suggestion ?? {}) as Partial<Suggestion>;
      const faults = space.faults(point);
      if (faults.length > 0) {
        throw broken('points-in-space', `${show(point)} ${where()}: ${spellFaults(faults)}`);
      }
      if (!(typeof fidelity === 'number' && fidelity > 0 && fidelity <= 1)) {
        throw broken('fidelity-is-a-share', `the fidelity ${show(fidelity)} ${where()}`);
      }
    }
  }

  /**
   * Trials as a study would have them, one for each end, or fewer if the strategy has no further point. A
   * strategy that is not parallel sees the end of every trial before it is asked again.
   * @param more  what the ask after so many trials has besides
   */
  async play(
    strategy: Strategy,
    space: Space,
    ends: readonly TrialEnd[],
    seed: number,
    more: (trials: readonly Trial[]) => Partial<Ask> = () => ({}),
  ): Promise<readonly Trial[]> {
    const trials: Trial[] = [];
    const scratch = createScratch();
    try {
      for (const end of ends) {
        const ask = this.ask(space, trials, seed, { scratch, ...more(trials) });
        const [suggestion] = await this.suggest(strategy, ask);
        if (suggestion === undefined) break;
        const possible = end === 'running' && !strategy.capabilities.parallel ? 'failed' : end;
        trials.push(trialOf(trials.length + 1, suggestion, possible));
      }
    } finally {
      scratch.clear();
    }
    return trials;
  }

  /** Uses a scratch as a study does, which empties it at the end. */
  async withScratch<T>(use: (scratch: Scratch) => Promise<T>): Promise<T> {
    const scratch = createScratch();
    try {
      return await use(scratch);
    } finally {
      scratch.clear();
    }
  }

  /** Asks for a recommendation, and checks that it is a point of the space, or none. */
  async recommend(strategy: Strategy, ask: RecommendAsk): Promise<Point | undefined> {
    const where = `in the space ${this.nameOf(ask.space)} after ${ask.history.ended.length} ended trials`;
    let point: Point | undefined;
    try {
      point = await this.wait('answers-in-time', `recommend ${where}`, async () =>
        strategy.recommend!(ask),
      );
    } catch (error) {
      if (isRuleError(error)) throw error;
      throw broken('recommends-a-point', `recommend ${where} threw ${spell(error)}`, error);
    }
    if (point === undefined) return undefined;
    const faults = ask.space.faults(point);
    if (faults.length > 0) {
      throw broken('recommends-a-point', `${show(point)} ${where}: ${spellFaults(faults)}`);
    }
    return point;
  }
}

/** The suggestion as a trial of a study that has come to this end. */
export function trialOf(number: number, suggestion: Suggestion, end: TrialEnd): Trial {
  const isComplete = typeof end === 'number';
  const { point, fidelity, meta } = suggestion;
  return {
    ...{ number, attempt: 1, token: `${number}`, point, seed: 0, suggestSeconds: 0 },
    state: isComplete ? 'complete' : end,
    ...(isComplete ? { value: end, values: [end] } : {}),
    ...(fidelity === undefined ? {} : { fidelity }),
    ...(meta === undefined ? {} : { meta }),
  };
}

/** What a new process reads from a storage: the trials as JSON. */
export function stored(trials: readonly Trial[]): Trial[] {
  for (const { number, meta } of trials) {
    const fault = meta === undefined ? undefined : jsonFault(meta);
    if (fault !== undefined) throw broken('meta-is-json', `trial ${number}: meta${fault}`);
  }
  return JSON.parse(JSON.stringify(trials)) as Trial[];
}

/** `for trial 4 of seed 1`, so that it can be found again. */
const asked = ({ history, count }: Ask): string => {
  const { ended, pending } = history;
  const number = ended.length + pending.length + 1;
  const kinds = (['failed', 'pruned'] as const).flatMap((state) => {
    const some = ended.filter((trial) => trial.state === state).length;
    return some === 0 ? [] : [`${some} ${state}`];
  });
  const running = pending.length === 0 ? [] : [`${pending.length} running`];
  const before = [...kinds, ...running];
  return `for trial ${number}${count > 1 ? ` and ${count - 1} more` : ''}${before.length > 0 ? ` (${before.join(', ')} before)` : ''}`;
};

/** A value as text of a moderate length. */
export function show(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value, (_, part: unknown) =>
      typeof part === 'number' && !Number.isFinite(part) ? String(part) : part,
    );
  } catch {
    text = undefined;
  }
  text ??= String(value);
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

const spellFaults = (faults: readonly Fault[]): string =>
  faults
    .slice(0, 5)
    .map(({ path, reason }) => (path === '.' ? reason : `${path} ${reason}`.trim()))
    .join('; ');

/** A space in a line: `x float, n int, constrained by "a"`. */
function spellSpace(space: Space): string {
  const { names, constraints, columns } = space;
  const parts = names.slice(0, 6).map((name, index) => {
    const { kind, levels } = columns[index]!;
    return `${name} ${kind}${levels === Infinity ? '' : ` of ${levels}`}`;
  });
  if (names.length > 6) parts.push(`${names.length - 6} more`);
  return `{ ${parts.join(', ')} }${constraints.length === 0 ? '' : `, constraints ${show(constraints)}`}`;
}
