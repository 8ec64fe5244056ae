import type { Catalog, Storage } from '@tune/core';
import type { StudyEvent, TrialReport } from '@tune/core/plugin';
import { reading, versionOf, type Fault, type Faults } from './storage-cases-faults.test-util.ts';

const withCatalog =
  (change: (catalog: Catalog, sound: Storage) => Partial<Catalog>): Fault =>
  (sound) => ({ ...sound, catalog: { ...sound.catalog, ...change(sound.catalog, sound) } });

export const catalogFaults: Faults = {
  'lists the budget of the creation': [
    'a summary has what was created',
    withCatalog((catalog) => ({
      studies: async () =>
        (await catalog.studies()).map((summary) => ({ ...summary, budget: { trials: 3 } })),
    })),
  ],
  'lets a trial of low fidelity be the best': [
    'the best of a summary',
    withCatalog((catalog) => ({
      studies: async () =>
        (await catalog.studies()).map((summary) => {
          const best = { number: 4, value: -9, point: { x: 0.04 } };
          return summary.direction === 'minimize' && summary.best ? { ...summary, best } : summary;
        }),
    })),
  ],
  'lists studies by name': [
    'studies are listed by creation',
    withCatalog((catalog) => ({
      studies: async (under) =>
        (await catalog.studies(under)).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    })),
  ],
  'takes a common beginning for a level': [
    'studies are listed by creation',
    withCatalog((catalog) => ({
      studies: async (under = '') =>
        (await catalog.studies()).filter(({ name }) => name.startsWith(under)),
    })),
  ],
  'keeps the result of another definition': [
    'a comparison is added',
    withCatalog((catalog) => {
      let kept: unknown;
      return {
        recordProgress: (name, progress) => {
          kept = progress.result;
          return catalog.recordProgress(name, progress);
        },
        comparison: async (name) => {
          const found = await catalog.comparison(name);
          return found && kept !== undefined ? { ...found, result: kept as never } : found;
        },
      };
    }),
  ],
  'forgets the time that was spent': [
    'a comparison is added',
    withCatalog((catalog) => ({
      recordProgress: (name, progress) => catalog.recordProgress(name, { ...progress, seconds: 0 }),
    })),
  ],
  'replaces a comparison that is added again': [
    'of several that add',
    withCatalog((catalog) => ({
      async addComparison(name, definition, at) {
        await catalog.putComparison(name, definition, at);
        return (await catalog.comparison(name))!;
      },
    })),
  ],
  'keeps the result of a comparison without all its studies': [
    'a comparison that loses a study',
    withCatalog((catalog) => ({
      async remove(name, options) {
        const [comparison] = name.split('/') as [string];
        const before = await catalog.comparison(comparison);
        const count = await catalog.remove(name, options);
        const now = await catalog.comparison(comparison);
        if (now !== undefined && before?.result !== undefined) {
          await catalog.recordProgress(comparison, { at: 2, seconds: 0, result: before.result });
        }
        return count;
      },
    })),
  ],
  'removes a comparison that is not empty': [
    'a comparison that loses a study',
    withCatalog((catalog) => ({ remove: (name) => catalog.remove(name) })),
  ],
  'calls something sound damaged': [
    'what is sound',
    withCatalog((catalog) => ({
      damaged: async () =>
        (await catalog.studies()).map(({ name }) => ({ kind: 'study', name, reason: 'is' })),
    })),
  ],
  'hands out definitions of its own': [
    'the catalog does not change',
    withCatalog((catalog) => {
      const own = new Map<string, unknown>();
      return {
        putComparison: (name, definition, at) => {
          own.set(name, definition);
          return catalog.putComparison(name, definition, at);
        },
        comparisons: async () =>
          (await catalog.comparisons()).map((one) => ({
            ...one,
            definition: own.get(one.name) as never,
          })),
      };
    }),
  ],
  'removes the study of the name only': [
    'a removed study is gone',
    withCatalog((catalog, sound) => ({
      remove: async (name) => {
        const below = (await catalog.studies(name)).filter((study) => study.name !== name);
        const events = new Map<string, StudyEvent[]>();
        for (const study of below) {
          const list: StudyEvent[] = [];
          for await (const event of sound.read(study.name, 0)) list.push(event);
          events.set(study.name, list);
        }
        const count = await catalog.remove(name);
        for (const [study, list] of events) await sound.append(study, list, { expectedVersion: 0 });
        return count - below.length;
      },
    })),
  ],
  'removes events without their reports': [
    'a removed study is gone',
    (sound) => {
      const kept: TrialReport[] = [];
      return {
        ...sound,
        addReports: async (_, reports) => void kept.push(...reports),
        async *readReports() {
          yield* kept;
        },
      };
    },
  ],
  'lists what it has read once': [
    'two that use the storage have the same catalog',
    (sound) => {
      let known: ReturnType<Catalog['studies']> | undefined;
      return withCatalog((catalog) => ({ studies: () => (known ??= catalog.studies()) }))(sound);
    },
  ],
  'imports without reports': [
    'an import adds studies',
    withCatalog((catalog) => ({
      importStudies: ({ studies, ...rest }) =>
        catalog.importStudies({
          ...rest,
          studies: studies.map((study) => ({ ...study, reports: [] })),
        }),
    })),
  ],
  'imports study by study': [
    'an import of a name that exists',
    withCatalog((catalog) => ({
      async importStudies({ comparison, studies }) {
        for (const study of studies) await catalog.importStudies({ studies: [study] });
        if (comparison) await catalog.importStudies({ comparison, studies: [] });
      },
    })),
  ],
  'replaces what has the name': [
    'an import of a name that exists',
    withCatalog((catalog) => ({
      async importStudies(imported) {
        for (const { name } of imported.studies) await catalog.remove(name);
        await catalog.importStudies(imported);
      },
    })),
  ],
  'leaves what a failed import has begun': [
    'an import that fails',
    withCatalog((catalog) => ({
      async importStudies({ comparison, studies }) {
        for (const study of studies) await catalog.importStudies({ studies: [study] });
        if (comparison) await catalog.importStudies({ comparison, studies: [] });
      },
    })),
  ],
  'shows an import while it is made': [
    'an import is listed as a whole',
    withCatalog((catalog) => ({
      async importStudies({ comparison, studies }) {
        for (const study of studies) {
          await catalog.importStudies({ studies: [study] });
          await new Promise((resolve) => setImmediate(resolve));
          await new Promise((resolve) => setImmediate(resolve));
        }
        if (comparison) await catalog.importStudies({ comparison, studies: [] });
      },
    })),
  ],
  'keeps the objects that were imported': [
    'imported studies do not change',
    (sound) => {
      const kept = new Map<string, readonly StudyEvent[]>();
      return {
        ...sound,
        catalog: {
          ...sound.catalog,
          async importStudies(imported) {
            for (const { name, events } of imported.studies) kept.set(name, events);
            await sound.catalog.importStudies(imported);
          },
        },
        async *read(study, since) {
          const own = kept.get(study)?.slice(since);
          if (own !== undefined) yield* own;
          else yield* sound.read(study, since);
        },
      };
    },
  ],
  'stores values with less precision': [
    'a study resumes bit for bit',
    reading((event) => {
      if (event.type !== 'trial-ended' || event.outcome.state !== 'complete') return event;
      const values = event.outcome.values.map(Math.fround);
      return { ...event, outcome: { ...event.outcome, values } };
    }),
  ],
  'lets both of two appends through': [
    'two studies of one name',
    (sound) => ({
      ...sound,
      append: async (study, events) =>
        sound.append(study, events, { expectedVersion: await versionOf(sound, study) }),
    }),
  ],
};
