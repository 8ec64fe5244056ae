import { spaceFromJSON, type Objective, type Space, type StoredStudy } from '@tune/core';
import { usage } from '../errors.ts';
import type { CompareFlags } from '../options/sets.ts';
import { OBJECTIVE_NAMES } from '../plugins/built-in-objectives.ts';
import { resolveObjective } from '../plugins/objectives.ts';
import { parseQuery } from '../plugins/query.ts';

/** What the flags of a comparison say of its objective. */
export type ObjectiveFlags = Pick<
  CompareFlags,
  'objective' | 'command' | 'preset' | 'backend' | 'metric' | 'steps'
>;

/**
 * The space of a stored study. Its constraints are names without functions, and not checked: the trials are
 * what they are.
 */
export function storedSpace({ space: json }: StoredStudy['created']): Space {
  const { constraints = [] } = json as { readonly constraints?: readonly string[] };
  return spaceFromJSON(json, {
    predicates: Object.fromEntries(constraints.map((name) => [name, () => true])),
  });
}

/**
 * The objective of stored trials, to look at their values: one of ours as it is; of one of the user's, what
 * the study says, because looking at results must not run user code.
 */
export async function storedObjective(
  created: StoredStudy['created'],
  flags: ObjectiveFlags,
): Promise<Objective> {
  const ours =
    flags.command === undefined && OBJECTIVE_NAMES.includes(parseQuery(flags.objective).name);
  if (ours) {
    const { preset, backend } = flags;
    const { objective } = await resolveObjective(flags.objective, {
      ...(preset === undefined ? {} : { preset }),
      ...(backend === undefined ? {} : { backend }),
    });
    // An earlier version may have had another space.
    if (objective.space.fingerprint === created.fingerprint) return objective;
  }
  const { name = flags.objective, preset } = created.objective ?? {};
  const { metric } = flags;
  const steps = flags.steps ?? created.budget?.stepsPerTrial;
  return {
    ...{ name, space: storedSpace(created), direction: created.directions[0]! },
    ...(preset === undefined ? {} : { preset }),
    ...(metric === undefined ? {} : { metric }),
    ...(steps === undefined ? {} : { steps }),
    evaluate() {
      throw usage('a stored comparison is only looked at; tune resume runs it.');
    },
  };
}
