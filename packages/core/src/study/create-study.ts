import { TuneError } from './errors.ts';
import type { Point } from './space.ts';
import type { StudyFact } from './study-fact.ts';
import type { Budget } from './strategy.ts';
import { Study } from './study.ts';
import { wholeFrom1, type StudyOptions } from './study-options.ts';

/**
 * The study of a name: a new one, or what its storage has of it. A stored one has to be the same
 * study; only its budget may change, and the change is stored.
 * @throws STUDY_SPACE_CHANGED  the stored study searches another space
 * @throws STUDY_OPTION_CHANGED  it was made with another direction, strategy or seed
 * @throws STUDY_BUDGET_INVALID  a budget or patience that is no whole number of at least 1
 */
export async function createStudy<P extends Point>(options: StudyOptions<P>): Promise<Study<P>> {
  const { storage, name, budget, stopping, clock } = options;
  if (budget?.trials !== undefined) wholeFrom1('budget.trials', budget.trials);
  if (stopping?.patience !== undefined) wholeFrom1('patience', stopping.patience);
  for (;;) {
    const study = new Study(options);
    await study.refresh();
    const { created } = study;
    const facts: StudyFact[] = [];
    if (created === undefined) facts.push(creation(options));
    else {
      checkSame(options, created);
      const changed = budget !== undefined && !isSame(budget, study.budget);
      if (changed) facts.push({ type: 'budget-changed', at: clock(), budget });
    }
    if (facts.length === 0) return study;
    try {
      await storage.append(name, facts, { expectedVersion: study.version });
    } catch (error) {
      // Somebody else made or changed it in the same moment: what he left is looked at again.
      if (error instanceof TuneError && error.code === 'STORAGE_CONFLICT') continue;
      throw error;
    }
    await study.refresh();
    return study;
  }
}

const isSame = (a: Budget, b: Budget | undefined): boolean =>
  JSON.stringify(Object.entries(a).toSorted()) ===
  JSON.stringify(Object.entries(b ?? {}).toSorted());

type Created = Extract<StudyFact, { type: 'study-created' }>;

function creation<P extends Point>(options: StudyOptions<P>): Created {
  const { space, direction, strategy, seed, evaluationSeed, budget, surroundings } = options;
  return {
    type: 'study-created',
    at: options.clock(),
    space: space.toJSON(),
    fingerprint: space.fingerprint,
    direction,
    strategy: strategy.name,
    seed,
    ...(evaluationSeed === undefined ? {} : { evaluationSeed }),
    ...(budget === undefined ? {} : { budget }),
    ...(surroundings === undefined ? {} : { surroundings }),
  };
}

function checkSame<P extends Point>(options: StudyOptions<P>, created: Created): void {
  const { name: study, space, direction, strategy, seed, evaluationSeed } = options;
  if (created.fingerprint !== space.fingerprint) {
    throw new TuneError('STUDY_SPACE_CHANGED', { study });
  }
  const given = { direction, strategy: strategy.name, seed, evaluationSeed };
  for (const [option, value] of Object.entries(given)) {
    const stored = created[option as keyof typeof given];
    if (stored !== value) {
      throw new TuneError('STUDY_OPTION_CHANGED', { study, option, stored, given: value });
    }
  }
}
