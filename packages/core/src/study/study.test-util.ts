import {
  createStudy,
  float,
  memoryStorage,
  space,
  type Ask,
  type Objective,
  type Storage,
  type Strategy,
  type StudyFact,
  type StudyOptions,
} from './index.ts';

export const unit = space({ x: float(0, 1) });

/** Chance and history both count, so that anything lost shows in what follows. */
export const drifting: Strategy = {
  name: 'drifting',
  apiVersion: 1,
  capabilities: { parallel: true, exhaustive: false },
  suggest: async ({ history, rng, count }: Ask) => {
    const best = (history.incumbent?.point['x'] as number | undefined) ?? 0.5;
    const seen = history.ended.length + history.pending.length;
    return Array.from({ length: count }, () => ({
      point: unit.decode([(best + rng.next() / (1 + seen)) % 1]),
    }));
  },
};

export const square = (evaluate?: Objective['evaluate']): Objective => ({
  name: 'square',
  space: unit,
  direction: 'minimize',
  evaluate: evaluate ?? (async ({ x }) => ((x as number) - 0.3) ** 2),
});

export type Given = Partial<StudyOptions<{ x: number }>>;

/** A study with a clock that moves each time it is read; of `given`, what is to be otherwise. */
export const studyOf = (given: Given = {}) => {
  let now = 0;
  return createStudy({
    ...{ name: 's', space: unit, direction: 'minimize', strategy: drifting, seed: 1 },
    ...{ storage: memoryStorage(), clock: () => (now += 10) },
    ...given,
  });
};

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

export const factsOf = (storage: Storage): Promise<StudyFact[]> => collect(storage.read('s', 0));
