import { expect, test } from 'vitest';
import {
  createStudy,
  float,
  inProcessExecutor,
  isTuneError,
  memoryStorage,
  space,
  TuneError,
  type Storage,
  type Strategy,
} from '../index.ts';
import { coreError, evaluationSeedOf } from '../plugin.ts';
import {
  eventsOf,
  pause,
  slowStorage,
  square,
  studyOf,
  uniform,
  unit,
  type Given,
} from './study.test-util.ts';

const study = (given: Given = {}) => studyOf({ strategy: uniform, ...given });

test('space and strategy are enough', async () => {
  const s = await createStudy({ space: { x: float(-5, 5) }, strategy: uniform });
  expect(s.direction).toBe('minimize');
  expect(s.budget).toBeUndefined();
  expect(s.remaining).toBe(Infinity);
  expect(Number.isInteger(s.seed)).toBe(true);
  await s.optimize(({ x }) => (x - 1) ** 2, { trials: 5 });
  expect(s.best!.point.x).toBeTypeOf('number');
  const other = await createStudy({ space: { x: float(-5, 5) }, strategy: uniform });
  expect(other.name).not.toBe(s.name);
  expect(other.seed).not.toBe(s.seed);
});

test('the random seed of a study can be given again', async () => {
  const first = await studyOf({
    strategy: uniform,
    seed: (await createStudy({ space: unit, strategy: uniform })).seed,
  });
  const again = await studyOf({ strategy: uniform, seed: first.seed });
  expect((await again.ask())!.point).toEqual((await first.ask())!.point);
});

test('a stored study keeps its seeds, if none are given', async () => {
  const storage = memoryStorage();
  const first = await study({ storage, seed: 8, evaluationSeed: 4 });
  await first.enqueue({ x: 0.5 });
  const again = await createStudy({ name: 's', space: unit, strategy: uniform, storage });
  expect(again.seed).toBe(8);
  await again.enqueue({ x: 0.25 });
  const seedAt = (x: number, seed: number) => evaluationSeedOf(seed, unit, { x }, 0);
  expect(again.trials.map(({ seed }) => seed)).toEqual([seedAt(0.5, 4), seedAt(0.25, 4)]);
  // Without one of its own, a study has its seed as evaluation seed: that may be given too.
  const plain = await study({ storage: memoryStorage(), seed: 8 });
  expect((await plain.enqueue({ x: 0.5 })).seed).toBe(seedAt(0.5, 8));
  const other = memoryStorage();
  await study({ storage: other, seed: 8 });
  await study({ storage: other, seed: 8, evaluationSeed: 8 });
  await expect(study({ storage: other, seed: 8, evaluationSeed: 9 })).rejects.toMatchObject({
    code: 'STUDY_CHANGED',
    details: { option: 'evaluationSeed', stored: 8, given: 9 },
  });
});

test('a stored study keeps its random seed', async () => {
  const storage = memoryStorage();
  const first = await createStudy({ name: 's', space: unit, strategy: uniform, storage });
  const again = await createStudy({ name: 's', space: unit, strategy: uniform, storage });
  expect(again.seed).toBe(first.seed);
});

test.each<[string, object]>([
  ['direction', { direction: 'min' }],
  ['name', { name: 7 }],
  ['seed', { seed: Number.NaN }],
  ['seed', { seed: 1.5 }],
  ['seed', { seed: -1 }],
  ['seed', { seed: 2 ** 32 }],
  ['evaluationSeed', { evaluationSeed: 0.5 }],
  ['budget', { budget: 50 }],
  ['a field of budget', { budget: { trails: 50 } }],
  ['budget.trials', { budget: { trials: 0 } }],
  ['budget.trials', { budget: { trials: 2.5 } }],
  ['budget.seconds', { budget: { seconds: Number.NaN } }],
  ['budget.seconds', { budget: { seconds: Infinity } }],
  ['budget.seconds', { budget: { seconds: 0 } }],
  ['budget.stepsPerTrial', { budget: { steps: 100 } }],
  ['budget.stepsPerTrial', { budget: { steps: 100, stepsPerTrial: 0 } }],
  ['budget.steps', { budget: { steps: -1, stepsPerTrial: 5 } }],
  ['stopping.target', { stopping: { target: Number.NaN } }],
  ['stopping.patience', { stopping: { patience: 0 } }],
  ['maxRetries', { maxRetries: -1 }],
  ['lease.ms', { lease: { holder: 'me', ms: 0 } }],
])('%s is checked: %j', async (name, given) => {
  await expect(study(given)).rejects.toMatchObject({
    code: 'STUDY_OPTION_INVALID',
    details: { name },
    message: expect.stringContaining(name) as string,
  });
});

test.each<[Given, string]>([
  [
    { budget: { trials: 0 } },
    'Expected a whole number of at least 1 for budget.trials, but got 0.',
  ],
  [
    { direction: 'min' as never },
    'Expected "minimize" or "maximize" for direction, but got "min".',
  ],
  [
    { budget: { seconds: Number.NaN } },
    'Expected seconds above 0, at most 31536000 for budget.seconds, but got NaN.',
  ],
])('a message says what was expected, for which option, and what came', async (given, message) => {
  await expect(study(given)).rejects.toMatchObject({ message });
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['a function', () => undefined],
  ['another version', { ...uniform, apiVersion: 2 }],
  ['no capabilities', { ...uniform, capabilities: undefined }],
  ['no suggest', { ...uniform, suggest: undefined }],
  ['no name', { ...uniform, name: '' }],
])('%s is not a strategy', async (_, strategy) => {
  const given = { space: unit, strategy: strategy as Strategy };
  await expect(createStudy(given)).rejects.toMatchObject({ code: 'STRATEGY_INVALID' });
});

test('another space, direction, strategy, objective or seed of the same name is refused', async () => {
  const storage = memoryStorage();
  const stored = { ...{ name: 'o', version: '1', options: { a: 1, b: 2 } }, preset: 'fast' };
  await study({ storage, objective: stored, evaluationSeed: 4 });
  const same = { ...stored, options: { b: 2, a: 1 } };
  await study({ storage, objective: same, evaluationSeed: 4 });
  const changes: [string, Given][] = [
    ['the space', { space: space({ x: float(0, 2) }) }],
    ['direction', { direction: 'maximize' }],
    ['seed', { seed: 2 }],
    ['evaluationSeed', { evaluationSeed: 5 }],
    ['strategy name', { strategy: { ...uniform, name: 'other' } }],
    ['strategy options', { strategy: { ...uniform, options: { a: 1 } } }],
    ['strategy version', { strategy: { ...uniform, version: '2' } }],
    ['objective name', { objective: { ...stored, name: 'p' } }],
    ['objective version', { objective: { ...stored, version: '2' } }],
    ['objective options', { objective: { ...stored, options: { a: 1 } } }],
    ['objective preset', { objective: { ...stored, preset: 'slow' } }],
  ];
  for (const [option, given] of changes) {
    const changed = study({ storage, objective: stored, evaluationSeed: 4, ...given });
    await expect(changed).rejects.toMatchObject({ code: 'STUDY_CHANGED', details: { option } });
  }
  expect(await eventsOf(storage)).toHaveLength(1);
});

test('another budget is stored as a change, the same one is not', async () => {
  const storage = memoryStorage();
  await study({ storage, budget: { trials: 2, seconds: 9 } });
  await study({ storage, budget: { seconds: 9, trials: 2 } });
  await study({ storage });
  const longer = await study({ storage, budget: { trials: 4 } });
  expect(longer.budget).toEqual({ trials: 4 });
  const changes = (await eventsOf(storage)).slice(1);
  expect(changes).toMatchObject([{ type: 'budget-changed', budget: { trials: 4 } }]);
});

test('studies that are created at the same time are one study', async () => {
  const storage = slowStorage(memoryStorage());
  const studies = await Promise.all(
    Array.from({ length: 6 }, (_, n) => study({ storage, budget: { trials: n < 3 ? 5 : 6 } })),
  );
  const events = await eventsOf(storage);
  expect(events.filter(({ type }) => type === 'study-created')).toHaveLength(1);
  for (const s of studies) await s.sync();
  expect(new Set(studies.map(({ budget }) => budget!.trials)).size).toBe(1);
  const others = await Promise.allSettled([study({ storage, seed: 2 }), study({ storage })]);
  expect(others.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
});

test('studies that are created at the same time without a seed share one', async () => {
  const storage = slowStorage(memoryStorage());
  const studies = await Promise.all(
    Array.from({ length: 4 }, () =>
      createStudy({ name: 's', space: unit, strategy: uniform, storage }),
    ),
  );
  expect(new Set(studies.map(({ seed }) => seed)).size).toBe(1);
  const trials = await Promise.all(studies.map((s) => s.ask()));
  expect(new Set(trials.map((trial) => trial!.number)).size).toBe(4);
});

test('an option that is undefined has its default', async () => {
  const names = ['name', 'direction', 'storage', 'evaluationSeed', 'budget', 'stopping', 'lease'];
  const nothing = [...names, 'objective', 'maxRetries', 'environment', 'clock'].map((name) => [
    ...[name, undefined],
  ]);
  const given = { space: unit, strategy: uniform, seed: 4 };
  const s = await createStudy({ ...given, ...(Object.fromEntries(nothing) as object) });
  const plain = await createStudy(given);
  expect(await s.ask()).toMatchObject({
    ...{ point: (await plain.ask())!.point, seed: plain.trials[0]!.seed },
  });
  expect(s.direction).toBe('minimize');
});

test('a storage that always reports a conflict is an error, not a wait without end', async () => {
  const storage: Storage = {
    ...memoryStorage(),
    append: async (study) => {
      await pause(1);
      throw coreError('STORAGE_CONFLICT', { study, expected: 0, actual: 0 });
    },
  };
  await expect(study({ storage })).rejects.toMatchObject({ code: 'STORAGE_CONFLICT' });
});

test('a conflict of a storage with its own copy of this package is one', async () => {
  // What a second copy of the package throws: not an instance of the class of this one.
  class OtherTuneError extends Error {
    override name = 'TuneError';
    code: string;
    constructor(code: string) {
      super(code);
      this.code = code;
    }
  }
  const inner = memoryStorage();
  const storage: Storage = {
    ...inner,
    append: (...given) =>
      inner.append(...given).catch((error: unknown) => {
        throw new OtherTuneError((error as TuneError).code);
      }),
  };
  const [a, b] = [await study({ storage }), await study({ storage })];
  await a.ask();
  expect((await b.ask())!.number).toBe(2);
  expect(isTuneError(new OtherTuneError('STORAGE_CONFLICT'), 'STORAGE_CONFLICT')).toBe(true);
});

test('what is different from when the study was created is told', async () => {
  const storage = memoryStorage();
  await study({ storage, environment: { backend: 'AVX2', threads: '2' } });
  const again = await study({ storage, environment: { backend: 'AVX-512', threads: '2' } });
  expect(again.environmentChanges).toEqual([{ label: 'backend', before: 'AVX2', now: 'AVX-512' }]);
  expect((await study({ storage })).environmentChanges).toEqual([]);
});

test('studies that share an evaluation seed value equal points equally; a replicate differs', async () => {
  const fixed: Strategy = { ...uniform, suggest: async () => [{ point: { x: 0.5 } }] };
  const seeds = async (seed: number, evaluationSeed: number) => {
    const s = await study({ strategy: fixed, seed, evaluationSeed });
    await s.ask();
    await s.ask();
    return s.trials.map((trial) => trial.seed);
  };
  expect(await seeds(1, 9)).toEqual(await seeds(2, 9));
  expect(await seeds(1, 8)).not.toEqual(await seeds(1, 9));
  expect(new Set(await seeds(1, 9)).size).toBe(2);
});

test('a study goes on where its storage has it', async () => {
  const table = (s: Awaited<ReturnType<typeof study>>) =>
    s.trials.map(({ point, value, seed }) => ({ point, value, seed }));
  const whole = await studyOf({ budget: { trials: 8 } });
  await whole.optimize(square());
  const storage = memoryStorage();
  const first = await studyOf({ storage, budget: { trials: 3 } });
  await first.optimize(square(), { executor: inProcessExecutor(square() as never) });
  const second = await studyOf({ storage, budget: { trials: 8 } });
  await second.optimize(square());
  expect(table(second)).toEqual(table(whole));
});

test('an objective that is spread into the options gives space and direction; the rest is ignored', async () => {
  const objective = { ...square(), direction: 'maximize' as const, version: '1', metric: 'height' };
  const s = await createStudy({ ...objective, strategy: uniform });
  expect([s.name, s.direction]).toEqual(['square', 'maximize']);
  const mistake = createStudy({ ...objective, strategy: uniform, sed: 1 } as never);
  await expect(mistake).rejects.toMatchObject({ code: 'STUDY_OPTION_INVALID' });
});
