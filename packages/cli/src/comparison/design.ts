import type { Contender, Design } from '@tune/compare';
import type { Objective, Pruner } from '@tune/core';
import { mostRepeats, type SizedFlags } from './definition.ts';

/** The design of a comparison on one objective, from the flags. */
export function designOf(
  flags: SizedFlags,
  objective: Objective,
  contenders: readonly Contender[],
  pruner: Pruner | undefined,
): Design {
  const { trials, repeats, seed, target, patience, rope, confirm, budgetSeconds } = flags;
  return {
    ...{ objective, contenders, trials, seed, repeats: mostRepeats(flags) },
    stopping: {
      ...(target === undefined ? {} : { target }),
      ...(patience === undefined ? {} : { patience }),
    },
    ...(pruner === undefined ? {} : { pruner }),
    ...(budgetSeconds === undefined ? {} : { seconds: budgetSeconds }),
    ...(rope === undefined ? {} : { rope }),
    ...(confirm === undefined ? {} : { confirm }),
    ...(repeats === 'auto' ? { untilDecided: true } : {}),
  };
}

/** @param fixed  the repeats that were fixed before the size was chosen anew; undefined if it was not */
export const extendedDesign = (design: Design, fixed: number | undefined): Design =>
  fixed === undefined ? design : { ...design, isExtended: true, extendedFrom: fixed };
