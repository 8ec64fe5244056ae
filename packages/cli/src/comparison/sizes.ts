import type { StoredComparison, Storage } from '@tune/core';
import { usage } from '../errors.ts';
import { amountOf, isMore } from '../options/amount.ts';
import type { CompareFlags } from '../options/sets.ts';
import { splitSpecs } from '../plugins/labels.ts';
import { flagsOf, type SizedFlags } from './definition.ts';

type Sizes = Pick<CompareFlags, 'trials' | 'repeats' | 'strategies'>;

/** Whether one of the flags says how much more is wanted than is stored. */
export const isRelative = ({ trials, repeats, strategies }: Sizes): boolean =>
  isMore(trials) || isMore(repeats) || strategies.startsWith('+');

/**
 * Relative flags with whole amounts: `--repeats +5` and `--strategies +mine.mjs` are added to what is stored, of which
 * nothing is left out: what is not given has a default that may be less.
 * @param stored  what they are relative to; undefined if nothing is stored
 * @throws CLI_USAGE  nothing is stored, or a strategy is there already
 */
export async function sized(
  flags: CompareFlags,
  stored: StoredComparison | undefined,
  storage: Storage,
): Promise<SizedFlags> {
  const { trials, repeats, strategies } = flags;
  if (stored === undefined) {
    const which = [
      ...(isMore(trials) ? [`--trials ${trials}`] : []),
      ...(isMore(repeats) ? [`--repeats ${repeats}`] : []),
      ...(strategies.startsWith('+') ? [`--strategies ${strategies}`] : []),
    ].join(' ');
    throw usage(
      `${which} adds to a stored comparison, and none of this objective, seed and pruner is stored; leave out the +.`,
    );
  }
  const { flags: before } = flagsOf(stored.definition);
  return {
    ...(before.atMost === undefined ? {} : { atMost: before.atMost }),
    ...flags,
    trials: Math.max(amountOf(trials, before.trials), before.trials),
    repeats: isMore(repeats)
      ? amountOf(repeats, await repeatsOf(stored, before, storage))
      : atLeast(before.repeats, repeats as SizedFlags['repeats']),
    strategies: strategies.startsWith('+') ? added(before.strategies, strategies) : strategies,
  };
}

/** The larger one; until it is decided, if one of them is. */
const atLeast = (
  one: SizedFlags['repeats'],
  other: SizedFlags['repeats'],
): SizedFlags['repeats'] => (one === 'auto' || other === 'auto' ? 'auto' : Math.max(one, other));

/** How many repeats there are: of those that go on until it is decided, those that were made. */
async function repeatsOf(
  { runs }: StoredComparison,
  before: SizedFlags,
  { catalog }: Storage,
): Promise<number> {
  if (before.repeats !== 'auto') return before.repeats;
  const studies = await catalog.studies(runs.map(({ study }) => study));
  const begun = new Set(studies.map(({ name }) => name));
  return Math.max(0, ...runs.flatMap(({ study, repeat }) => (begun.has(study) ? repeat : [])));
}

function added(before: string, more: string): string {
  const known = splitSpecs(before);
  const specs = splitSpecs(more).map((spec) => spec.replace(/^\+/, ''));
  const twice = specs.find((spec) => known.includes(spec));
  if (twice !== undefined) throw usage(`--strategies ${more}: ${twice} takes part already.`);
  return [...known, ...specs].join(',');
}
