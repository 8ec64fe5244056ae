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
        (await catalog.studies()).filter(({ name }) =>
          [under].flat().some((one) => name.startsWith(one)),
        ),
    })),
  ],
  'keeps the result of another definition': [
    'a comparison is added',
    withCatalog((catalog) => {
      let kept: unknown;
      return {
        recordProgress: (name, progress) => {
          kept = progress.complete?.result;
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
      async addComparison(name, view, at) {
        const { revision } = await catalog.addComparison(name, view, at);
        await catalog.changeComparison(name, view, { at, expected: revision });
        return (await catalog.comparison(name))!;
      },
    })),
  ],
  'changes a comparison that is another one now': [
    'a comparison that was changed meanwhile',
    withCatalog((catalog) => ({
      async changeComparison(name, view, { at }) {
        for (;;) {
          const known = await catalog.comparison(name);
          if (known === undefined) return undefined;
          const expected = known.revision;
          const changed = await catalog.changeComparison(name, view, { at, expected });
          if (changed !== undefined) return changed;
        }
      },
    })),
  ],
  'stores the result of another definition': [
    'a comparison that was changed meanwhile',
    withCatalog((catalog) => ({
      async recordProgress(name, { complete, ...progress }) {
        const expected = (await catalog.comparison(name))?.revision ?? 0;
        const its = complete === undefined ? {} : { complete: { ...complete, expected } };
        return catalog.recordProgress(name, { ...progress, ...its });
      },
    })),
  ],
  'removes runs that another comparison looks at': [
    'runs that several comparisons look at',
    withCatalog((catalog) => ({
      async remove(name, options) {
        const { runs = [] } = (await catalog.comparison(name)) ?? {};
        let count = 0;
        for (const { study } of runs) count += await catalog.remove(study);
        return runs.length === 0 ? catalog.remove(name, options) : count;
      },
    })),
  ],
  'keeps the results of what has changed': [
    'comparisons that look at a study which has changed',
    withCatalog(() => ({ reopenComparisons: async () => undefined })),
  ],
  'adds a study of an import again': [
    'an import keeps the same study',
    withCatalog((catalog) => ({
      async importStudies(imported) {
        for (const { name } of imported.studies) await catalog.remove(name);
        return catalog.importStudies(imported);
      },
    })),
  ],
  'keeps the result of a comparison without all its studies': [
    'a comparison that loses a study',
    withCatalog((catalog) => ({
      async remove(name, options) {
        const before = await catalog.comparisons();
        const count = await catalog.remove(name, options);
        for (const { name: own, result } of before) {
          const expected = (await catalog.comparison(own))?.revision;
          if (result === undefined || expected === undefined) continue;
          const complete = { result, expected };
          await catalog.recordProgress(own, { at: 2, seconds: 0, complete });
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
        addComparison: (name, view, at) => {
          own.set(name, view.definition);
          return catalog.addComparison(name, view, at);
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
        return studies.length;
      },
    })),
  ],
  'replaces what has the name': [
    'an import of a name that exists',
    withCatalog((catalog) => ({
      async importStudies(imported) {
        for (const { name } of imported.studies) await catalog.remove(name);
        return catalog.importStudies(imported);
      },
    })),
  ],
  'leaves what a failed import has begun': [
    'an import that fails',
    withCatalog((catalog) => ({
      async importStudies({ comparison, studies }) {
        for (const study of studies) await catalog.importStudies({ studies: [study] });
        if (comparison) await catalog.importStudies({ comparison, studies: [] });
        return studies.length;
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
        return studies.length;
      },
    })),
  ],
  'takes an import for complete where a study has less': [
    'an import is not complete',
    withCatalog((catalog) => ({
      async importStudies(imported) {
        const count = await catalog.importStudies(imported);
        const { name, changedAt: at, result } = imported.comparison ?? {};
        if (name === undefined || result === undefined) return count;
        const complete = { result, expected: 1 };
        await catalog.recordProgress(name, { at: at!, seconds: 0, complete });
        return count;
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
            return sound.catalog.importStudies(imported);
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
