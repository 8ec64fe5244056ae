import { breaking, type Rule } from '../rule-error.ts';

/** What a strategy has to do, by the name of the rule. */
export const strategyRules = {
  'answers-in-time': {
    says: 'each ask is answered',
    mend: 'return the suggestions of this ask, whatever the history holds; end each loop after a number of turns, and let other work run with createPacer(signal) of @tune/core/plugin',
  },
  'same-identity': {
    says: 'two strategies that are made alike have the same name, version, options and capabilities, as plain JSON',
    mend: 'set them from the arguments of the factory alone, and declare parallel and exhaustive as true or false',
  },
  'points-in-space': {
    says: 'every suggestion is a point of the space',
    mend: 'take points from space.decode(row) or drawPoint(space, rng), change parameters in the unit cube (space.encode, space.decode), and draw again while space.violated(point) names a constraint',
  },
  'fidelity-is-a-share': {
    says: 'a fidelity is above 0 and at most 1',
    mend: 'give the share of the full cost, or leave it out for a full evaluation',
  },
  'respects-count': {
    says: 'an ask is answered with a list of at most `count` suggestions',
    mend: 'stop at ask.count',
  },
  'takes-any-history': {
    says: 'no history is an error: failed and pruned trials without a loss, equal points and values, huge values, points and meta of others',
    mend: 'skip trials whose loss is undefined, expect a deviation of 0, and read meta only if it looks like your own',
  },
  'same-seed-same-suggestions': {
    says: 'equal space, history and rng give equal suggestions from a fresh instance',
    mend: 'draw from ask.rng alone, and keep nothing in variables of the module',
  },
  'no-state-between-asks': {
    says: 'one instance serves several studies at once, each as if it were alone',
    mend: 'keep nothing in the instance: read it from ask.history, or cache it in ask.scratch',
  },
  'scratch-is-a-cache': {
    says: 'what is kept in scratch changes no suggestion when it is gone',
    mend: 'keep there only what can be computed again from the history; put what cannot into the meta of a suggestion',
  },
  'resumes-alike': {
    says: 'a fresh instance goes on from the stored trials as the first one did',
    mend: 'compute the state from ask.history; tell trials apart by number, not by the identity of objects',
  },
  'history-is-read-only': {
    says: 'nothing that an ask holds is changed',
    mend: 'copy before you sort or write: history.ended.toSorted(...), { ...point }',
  },
  'respects-pending': {
    says: 'suggestions differ from the points of running trials and from each other where the space is continuous',
    mend: 'take ask.history.pending into account as well as ask.history.ended, or declare capabilities.parallel as false',
  },
  'exhausts-finite-spaces': {
    says: 'on a finite space an exhaustive strategy suggests every point once, then nothing; another one never ends',
    mend: 'use EvaluatedPoints of @tune/core/plugin to skip ended and running points, return [] only when isExhausted(), or declare capabilities.exhaustive as false',
  },
  'never-empty-on-infinite-space': {
    says: 'an ask on a continuous space has at least one suggestion',
    mend: 'return [] only where a finite space is used up: it ends the search',
  },
  'none-where-none-is-allowed': {
    says: 'where the constraints allow no point, an ask has no suggestion, or an error says so',
    mend: 'do not return a point that violates a constraint because none was found',
  },
  'runs-in-a-study': {
    says: 'a study runs it to the end of its budget, with four trials at once',
    mend: 'see what the study says',
  },
  'stops-on-abort': {
    says: 'an ask whose signal aborts ends soon, and leaves no trace',
    mend: 'call ask.signal.throwIfAborted() in long loops, pass the signal on, and keep no promise of an earlier ask',
  },
  'meta-is-json': {
    says: 'meta is plain JSON, and equal after it was stored',
    mend: 'use finite numbers, strings, booleans, null, arrays and plain objects: String(bigint), date.toISOString(), [...map]',
  },
  'no-math-random': {
    says: 'chance comes from the rng alone',
    mend: 'use ask.rng: next(), integer(limit), normal()',
  },
  'no-clock': {
    says: 'no suggestion depends on the time',
    mend: 'count trials or turns instead; createPacer(signal) of @tune/core/plugin pauses long loops',
  },
  'no-timers': {
    says: 'no suggestion waits for time to pass',
    mend: 'yield with yieldToEventLoop() of @tune/core/plugin; timeouts belong to the study',
  },
  'no-console': {
    says: 'nothing is printed: standard output belongs to the program',
    mend: 'put what explains a suggestion into its meta',
  },
  'recommends-a-point': {
    says: 'a recommendation is a point of the space, or undefined, also before the first trial',
    mend: 'return history.incumbent?.point where nothing better is known',
  },
  'recommends-alike': {
    says: 'equal histories give equal recommendations, whatever was asked before',
    mend: 'use ask.rng and ask.history alone, and scratch only as a cache',
  },
} as const satisfies Readonly<Record<string, Rule>>;

export type StrategyRule = keyof typeof strategyRules;

/** Says that a rule for strategies is broken. */
export const broken = breaking<StrategyRule>(strategyRules);
