import { deepStrictEqual, ok } from 'node:assert/strict';
import {
  categorical,
  float,
  int,
  ordinal,
  space,
  type Ask,
  type Space,
  type Strategy,
  type Suggestion,
  type Trial,
} from '@tune/core';
import { createRng, createScratch, historyOf } from '@tune/core/plugin';

/** Spaces of every kind, by what they are called in the names of cases. */
export const strategySpaces: Readonly<Record<string, Space>> = {
  continuous: space({ x: float(-5, 10), y: float(1e-5, 1e-1, { log: true }) }) as Space,
  mixed: space({
    lr: float(1e-5, 1e-1, { log: true }),
    units: int(1, 9),
    rate: float(0, 1, { step: 0.25 }),
    act: categorical(['relu', 'elu', 'tanh']),
  }) as Space,
  'partly fixed': space({ only: categorical(['choice']), x: float(0, 1), n: int(3, 3) }) as Space,
  finite: space({ a: int(1, 3), b: categorical([true, false]) }) as Space,
  conditional: space({
    momentum: float(0, 0.99).when('optimizer', ['sgd']),
    optimizer: categorical(['adam', 'sgd', 'none']),
    warmup: int(1, 3).when('optimizer', ['sgd', 'adam']),
    batch: ordinal([16, 32, 64]),
  }) as Space,
  constrained: space({ x: float(0, 1), y: float(0, 1), n: int(1, 4) }).constrain(
    'a narrow band',
    ({ x, y, n }) => Math.abs(x + y / n - 0.7) < 0.1,
  ) as Space,
};

/** Conditions and a constraint leave 7 points: two with `off`, five with `on`. */
export const sevenPoints = space({
  power: categorical(['off', 'on']),
  a: int(1, 3).when('power', ['on']),
  b: ordinal(['low', 'high']),
}).constrain('not both at their maximum', ({ a, b }) => a !== 3 || b !== 'high') as Space;

/** What becomes of a trial: it ends with a value, fails, is pruned, or is still running. */
export type TrialEnd = number | 'failed' | 'pruned' | 'running';

/** Ends of trials with every kind of value, drawn from a seed. */
export function drawEnds(seed: number, count: number): TrialEnd[] {
  const rng = createRng(`ends ${seed}`);
  const special: readonly TrialEnd[] = [
    ...(['failed', 'failed', 'pruned', 'running', 'running'] as const),
    ...[0, 1, 1, -1, 1e300, -1e300, 1e-300],
  ];
  return Array.from({ length: count }, () =>
    rng.next() < 0.5 ? rng.normal() : special[rng.integer(special.length)]!,
  );
}

const neverAborted = new AbortController().signal;

/** An ask after these trials, with the chance that a study of this seed would give it. */
export function askAfter(
  of: Space,
  trials: readonly Trial[],
  seed: number,
  more: Partial<Ask> = {},
): Ask {
  return {
    space: of,
    history: historyOf(trials, 'minimize'),
    count: 1,
    budget: { trials: 20 },
    rng: createRng(seed).split(trials.length),
    scratch: createScratch(),
    signal: neverAborted,
    ...more,
  };
}

/** Makes a strategy and sets it up. */
export async function open(make: () => Strategy): Promise<Strategy> {
  const strategy = make();
  const infos = await strategy.setup?.({ signal: neverAborted, progress: () => undefined });
  for (const { label, value } of infos ?? []) {
    ok(typeof label === 'string' && typeof value === 'string', 'an info has no label or value');
  }
  return strategy;
}

/** Asks, and checks what every answer has to be. */
export async function suggest(strategy: Strategy, ask: Ask): Promise<readonly Suggestion[]> {
  const suggestions = await strategy.suggest(ask);
  ok(Array.isArray(suggestions), 'it did not return a list');
  ok(suggestions.length <= ask.count, `${suggestions.length} suggestions, ${ask.count} were asked`);
  for (const { point, fidelity = 1, meta } of suggestions) {
    deepStrictEqual(ask.space.faults(point), []);
    ok(fidelity > 0 && fidelity <= 1, `fidelity ${fidelity} is not in (0, 1]`);
    if (meta === undefined) continue;
    deepStrictEqual(JSON.parse(JSON.stringify(meta)), meta, 'its meta is not plain JSON');
  }
  return suggestions;
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

/**
 * Trials as a study would have them, one for each end, or fewer if the strategy has no further point. A
 * strategy that is not parallel sees the end of every trial before it is asked again.
 *
 * @param askMore  what the ask after so many trials has besides
 */
export async function playTrials(
  strategy: Strategy,
  of: Space,
  ends: readonly TrialEnd[],
  seed: number,
  askMore: (trials: number) => Partial<Ask> = () => ({}),
): Promise<readonly Trial[]> {
  const trials: Trial[] = [];
  for (const end of ends) {
    const ask = askAfter(of, trials, seed, askMore(trials.length));
    const [suggestion] = await suggest(strategy, ask);
    if (suggestion === undefined) break;
    const possible = end === 'running' && !strategy.capabilities.parallel ? 'failed' : end;
    trials.push(trialOf(trials.length + 1, suggestion, possible));
  }
  return trials;
}
