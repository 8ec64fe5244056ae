import { coreError } from '../errors.ts';
import {
  asSpace,
  type Conditioned,
  type Parameters,
  type Point,
  type PointOf,
} from '../space/space.ts';
import { frozenCopy } from '../storage/frozen-copy.ts';
import { memoryStorage } from '../storage/memory.ts';
import { createScratch } from '../strategy/scratch.ts';
import { TimeLimit } from '../strategy/time-limit.ts';
import { isSameBudget, largerBudget } from './budget.ts';
import { systemClock } from './clock.ts';
import { EventLog } from '../events/event-log.ts';
import type { StudyEvent } from '../events/events.ts';
import { HeldTrials } from '../leases/held-trials.ts';
import { identityChange, identityOf } from './identity.ts';
import { LeaseExpiry } from '../leases/lease-expiry.ts';
import { checkStudyOptions, definedOptions, MAX_RETRIES, type StudyOptions } from './options.ts';
import type { ResolvedOptions, StudyParts } from './study-parts.ts';
import { randomId, randomSeed } from './random-id.ts';
import { ReportLog } from './report-log.ts';
import { Replicates } from './replicates.ts';
import { Study } from './study.ts';

/** The options before their types are known to fit. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type LooseOptions = Omit<StudyOptions<any>, 'space'> & { readonly space: any };

type Created = Extract<StudyEvent, { type: 'study-created' }>;

/**
 * The study of a name: a new one, or the stored one of that name. A stored one must be the same study;
 * only its budget may change, and the change is stored.
 *
 * @throws STUDY_OPTION_INVALID, STRATEGY_INVALID, SPACE_INVALID
 * @throws STUDY_CHANGED  the stored study has another space, direction, strategy, objective or seed
 */
export function createStudy<P extends Point>(options: StudyOptions<P>): Promise<Study<P>>;
export function createStudy<const S extends Parameters>(
  options: Omit<StudyOptions<PointOf<S>>, 'space'> & { readonly space: S & Conditioned<S> },
): Promise<Study<PointOf<S>>>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- of points that only the overloads know
export async function createStudy(options: LooseOptions): Promise<any> {
  const given = definedOptions(options);
  const space = asSpace(given.space);
  checkStudyOptions({ ...given, space });
  const { storage = memoryStorage(), direction = 'minimize' } = given;
  const { name = `study-${randomId()}`, lease = storage.lease } = given;
  const log = new EventLog(storage, name, direction);
  await log.sync();
  for (;;) {
    // A stored study keeps its seeds, if none are asked for.
    const { created } = log.state;
    const seed = given.seed ?? created?.seed ?? randomSeed();
    const resolved: ResolvedOptions = {
      ...{
        evaluationSeed: created?.evaluationSeed ?? seed,
        stopping: {},
        maxRetries: MAX_RETRIES,
        clock: systemClock,
      },
      ...given,
      ...{ space, storage, name, direction, seed },
      ...(lease === undefined ? {} : { lease }),
    };
    if (await createOrCheck(log, resolved, given.evaluationSeed)) {
      return new Study(partsOf(log, resolved));
    }
  }
}

function partsOf(log: EventLog, options: ResolvedOptions): StudyParts {
  const { name, storage, lease, clock, space, evaluationSeed, strategy } = options;
  const id = randomId();
  // Short, because a longer text would be kept in two pieces.
  const prefix = randomId(8);
  let claims = 0;
  return {
    ...{ id, options, log, isDisposed: false },
    reports: new ReportLog(storage, name, () => log.state.created?.id),
    heldTrials: new HeldTrials(name, storage, lease),
    leaseExpiry: new LeaseExpiry(lease, clock),
    replicates: new Replicates(space, evaluationSeed, log.state),
    scratch: createScratch(),
    timeLimit: new TimeLimit(strategy.name, options.suggestTimeoutMs),
    leaseTerms: frozenCopy(
      lease === undefined ? {} : { lease: { holder: lease.holder, ms: lease.ms } },
    ),
    newToken: () => prefix + (++claims).toString(36),
    assertOpen() {
      if (this.isDisposed) throw coreError('STUDY_CLOSED', { study: name });
    },
  };
}

/** False if the race to create or change it is lost: what the other process wrote has been loaded. */
async function createOrCheck(
  log: EventLog,
  options: ResolvedOptions,
  evaluationSeed: number | undefined,
): Promise<boolean> {
  const { created, budget: stored } = log.state;
  const { clock, onlyRaises = false } = options;
  if (created === undefined) return log.append([creation(options, evaluationSeed)]);
  checkSame(options, created, evaluationSeed);
  const budget =
    onlyRaises && options.budget !== undefined
      ? largerBudget(options.budget, stored)
      : options.budget;
  if (budget === undefined || isSameBudget(budget, stored)) return true;
  return log.append([{ type: 'budget-changed', at: clock(), budget }]);
}

function creation(options: ResolvedOptions, evaluationSeed: number | undefined): Created {
  const { space, direction, strategy, objective, seed, budget, environment } = options;
  return {
    ...{ type: 'study-created', at: options.clock(), id: randomId() },
    ...{ space: space.toJSON(), fingerprint: space.fingerprint, directions: [direction] },
    strategy: identityOf(strategy),
    ...(objective === undefined ? {} : { objective: identityOf(objective) }),
    seed,
    ...(evaluationSeed === undefined ? {} : { evaluationSeed }),
    ...(budget === undefined ? {} : { budget }),
    ...(environment === undefined ? {} : { environment }),
  };
}

function checkSame(
  options: ResolvedOptions,
  created: Created,
  evaluationSeed: number | undefined,
): void {
  const { name: study, space, direction, strategy, objective, seed } = options;
  const differs = (option: string, stored: unknown, given: unknown): never => {
    throw coreError('STUDY_CHANGED', { study, option, stored, given });
  };
  if (created.fingerprint !== space.fingerprint) {
    differs('the space', created.space, space.toJSON());
  }
  if (created.directions[0] !== direction) differs('direction', created.directions[0], direction);
  if (created.seed !== seed) differs('seed', created.seed, seed);
  const { evaluationSeed: stored = created.seed } = created;
  if (evaluationSeed !== undefined && evaluationSeed !== stored) {
    differs('evaluationSeed', stored, evaluationSeed);
  }
  const field = identityChange(created.strategy, strategy);
  if (field !== undefined)
    differs(`strategy ${field}`, created.strategy[field], strategy[field as 'name']);
  if (objective === undefined || created.objective === undefined) return;
  const other = identityChange(created.objective, objective);
  if (other !== undefined)
    differs(`objective ${other}`, created.objective[other], objective[other]);
}
