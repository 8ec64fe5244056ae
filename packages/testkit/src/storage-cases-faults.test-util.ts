import { memoryStorage, type Storage } from '@tune/core';
import { indexOf, type StudyEvent, type TrialReport } from '@tune/core/plugin';

/** Makes a sound storage break one promise. */
export type Fault = (sound: Storage) => Storage;

/** Applies a change to what is read. */
export const reading =
  (change: (event: StudyEvent) => StudyEvent): Fault =>
  (sound) => ({
    ...sound,
    async *read(study, since) {
      for await (const event of sound.read(study, since)) yield change(event);
    },
  });

const readingReports =
  (change: (report: TrialReport) => TrialReport): Fault =>
  (sound) => ({
    ...sound,
    async *readReports(study, options) {
      for await (const report of sound.readReports(study, options)) yield change(report);
    },
  });

/** How many events a study has. */
export const versionOf = async (storage: Storage, study: string): Promise<number> => {
  let version = 0;
  for await (const _ of storage.read(study, 0)) version += 1;
  return version;
};

const json = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** Storages with one fault each, and the beginning of the name of the case that has to find it. */
export type Faults = Readonly<Record<string, readonly [string, Fault]>>;

export const storageFaults: Faults = {
  'reads from the start': [
    'events come back in order',
    (sound) => ({ ...sound, read: (study) => sound.read(study, 0) }),
  ],
  'makes up events': [
    'an unknown study has no events',
    (sound) => ({
      ...sound,
      async *read(study, since) {
        yield* sound.read(study, since);
        if (since === 0 && (await versionOf(sound, study)) === 0) {
          yield { type: 'turn-released', at: 0, token: '' };
        }
      },
    }),
  ],
  'ignores the case of names': [
    'studies with similar names',
    (sound) => ({
      ...sound,
      append: (study, events, options) => sound.append(study.toLowerCase(), events, options),
      read: (study, since) => sound.read(study.toLowerCase(), since),
    }),
  ],
  'drops an unknown type of event': [
    'every type of event',
    (sound) => ({
      ...sound,
      append: (study, events, options) =>
        sound.append(
          study,
          events.filter(({ type }) => type !== 'turn-reserved'),
          options,
        ),
    }),
  ],
  'rounds numbers': [
    'every type of event',
    reading((event) => ({ ...event, at: Math.round(event.at) })),
  ],
  'hands out index entries of other events': [
    'pages have the same events',
    (sound) => ({
      ...sound,
      async *readPages(study, since) {
        const events: string[] = [];
        for await (const event of sound.read(study, since)) events.push(JSON.stringify(event));
        yield { index: events.map(() => null), events };
      },
    }),
  ],
  'forgets the fidelity of index entries': [
    'pages have the same events',
    (sound) => ({
      ...sound,
      async *readPages(study, since) {
        for await (const event of sound.read(study, since)) {
          const entry = indexOf(event);
          const [number, status, figure] = entry ?? [];
          const index = entry === null ? [null] : [[number, status, figure] as never];
          yield { index, events: [JSON.stringify(event)] };
        }
      },
    }),
  ],
  'appends at any version': [
    'an append that expects another version',
    (sound) => ({
      ...sound,
      append: async (study, events) =>
        sound.append(study, events, { expectedVersion: await versionOf(sound, study) }),
    }),
  ],
  'checks the version only once': [
    'of concurrent appends',
    (sound) => ({
      ...sound,
      async append(study, events, options) {
        if ((await versionOf(sound, study)) !== options.expectedVersion) {
          return sound.append(study, events, options);
        }
        for (;;) {
          const expectedVersion = await versionOf(sound, study);
          const version = sound.append(study, events, { expectedVersion });
          const stored = await version.catch(() => undefined);
          if (stored !== undefined) return stored;
        }
      },
    }),
  ],
  'appends to whatever has the name': [
    'what is meant for a study that was removed',
    (sound) => ({
      ...sound,
      append: (study, events, { expectedVersion }) =>
        sound.append(study, events, { expectedVersion }),
    }),
  ],
  'reads whatever has the name': [
    'what is meant for a study that was removed',
    (sound) => ({ ...sound, read: (study, since) => sound.read(study, since) }),
  ],
  'takes reports for whatever has the name': [
    'what is meant for a study that was removed',
    (sound) => ({ ...sound, addReports: (study, reports) => sound.addReports(study, reports) }),
  ],
  'takes another study for the current one': [
    'what is meant for a study that was removed',
    (sound) => ({ ...sound, isCurrent: (study, version) => sound.isCurrent!(study, version) }),
  ],
  'appends events one by one': [
    'an append stores all of its events or none',
    (sound) => ({
      ...sound,
      async append(study, events, { expectedVersion }) {
        let version = expectedVersion;
        for (const event of events) {
          version = await sound.append(study, [event], { expectedVersion: version });
        }
        return version;
      },
    }),
  ],
  'accepts an append of nothing at any version': [
    'an append of no events',
    (sound) => ({
      ...sound,
      append: async (study, events, options) =>
        events.length === 0 ? options.expectedVersion : sound.append(study, events, options),
    }),
  ],
  'keeps the objects that were passed in': [
    'stored events do not change',
    (sound) => {
      const kept: StudyEvent[] = [];
      return {
        ...sound,
        append: async (_, events) => kept.push(...events),
        async *read() {
          yield* kept;
        },
      };
    },
  ],
  'hands out its own objects': [
    'stored events do not change',
    (sound) => {
      const own = new Map<number, StudyEvent>();
      return {
        ...sound,
        async *read(study, since) {
          let version = since;
          for await (const event of sound.read(study, since)) {
            const known = own.get(version) ?? structuredClone(event);
            own.set(version++, known);
            yield known;
          }
        },
      };
    },
  ],
  'reads one page': [
    'thousands of events',
    (sound) => ({
      ...sound,
      async *read(study, since) {
        let count = 0;
        for await (const event of sound.read(study, since)) if (count++ < 5000) yield event;
      },
    }),
  ],
  'knows only what it has written itself': [
    'two that use the storage see the same versions',
    () => ({ ...memoryStorage(), close: async () => undefined }),
  ],
  'forgets everything when it is closed': [
    'what is stored stays',
    (sound) => ({ ...sound, close: async () => void (await sound.catalog.remove('s')) }),
  ],
  'ignores the place of reports': [
    'reports come back in order',
    (sound) => ({
      ...sound,
      readReports: (study, { trial } = {}) =>
        sound.readReports(study, trial === undefined ? {} : { trial }),
    }),
  ],
  'ignores the trial of reports': [
    'reports come back in order',
    (sound) => ({
      ...sound,
      readReports: (study, { since = 0 } = {}) => sound.readReports(study, { since }),
    }),
  ],
  'stores reports as JSON': ['reports hold every number', readingReports(json)],
  'reads one page of reports': [
    'thousands of reports',
    (sound) => ({
      ...sound,
      async *readReports(study, options) {
        let count = 0;
        for await (const report of sound.readReports(study, options))
          if (count++ < 5000) yield report;
      },
    }),
  ],
  'keeps the reports that were passed in': [
    'stored reports do not change',
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
  'counts a holder once': [
    'each heartbeat counts',
    (sound) => ({
      ...sound,
      heartbeat: async (study, holder) => {
        if (!(await sound.readHeartbeats(study)).has(holder)) await sound.heartbeat(study, holder);
      },
    }),
  ],
  'counts a holder in all studies': [
    'each heartbeat counts',
    (sound) => ({
      ...sound,
      heartbeat: (_, holder) => sound.heartbeat('s', holder),
      readHeartbeats: () => sound.readHeartbeats('s'),
    }),
  ],
  'counts heartbeats as events': [
    'reports and heartbeats do not change the version',
    (sound) => ({
      ...sound,
      async heartbeat(study) {
        const expectedVersion = await versionOf(sound, study);
        const event = { type: 'turn-released', at: 0, token: '' } as const;
        await sound.append(study, [event], { expectedVersion });
      },
    }),
  ],
  'counts reports as events': [
    'reports and heartbeats do not change the version',
    (sound) => ({
      ...sound,
      async addReports(study, reports) {
        await sound.addReports(study, reports);
        const expectedVersion = await versionOf(sound, study);
        const event = { type: 'turn-released', at: 0, token: '' } as const;
        await sound.append(study, [event], { expectedVersion });
      },
    }),
  ],
  'takes reports before a study is created': [
    'a study without events',
    (sound) => {
      const early: TrialReport[] = [];
      return {
        ...sound,
        addReports: async (_, reports) => void early.push(...reports),
        async *readReports() {
          yield* early;
        },
      };
    },
  ],
  'keeps heartbeats in each process': [
    'two that use the storage see the same reports',
    (sound) => {
      const counts = new Map<string, number>();
      return {
        ...sound,
        heartbeat: async (_, holder) => void counts.set(holder, (counts.get(holder) ?? 0) + 1),
        readHeartbeats: async () => new Map(counts),
      };
    },
  ],
};
