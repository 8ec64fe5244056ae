import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  headOf,
  memoryStorage,
  type Outcome,
  type Storage,
  type StudyFact,
  type Trial,
} from './index.ts';
import { collect, factsOf, studyOf } from './study.test-util.ts';

/** The same storage, one that hands facts out unread. */
const skimming = (storage: Storage, size = 3): Storage => ({
  ...storage,
  async *skim(study, since) {
    const facts = await collect(storage.read(study, since));
    for (let at = 0; at < facts.length; at += size) {
      const page = facts.slice(at, at + size);
      yield { heads: page.map(headOf), facts: page.map((fact) => JSON.stringify(fact)) };
    }
  },
});

const ENDS: Readonly<Record<string, (value: number) => Outcome>> = {
  complete: (value) => ({ state: 'complete', values: [value], metrics: { steps: 3 } }),
  failed: () => ({ state: 'failed', reason: 'no luck', stack: 'at line 3' }),
  'for the time being': () => ({ state: 'failed', reason: 'no memory', retryable: true }),
  pruned: (value) => ({ state: 'pruned', reason: 'dull', value }),
  'cut off': () => ({ state: 'cancelled', reason: 'interrupted', retryable: true }),
  cancelled: () => ({ state: 'cancelled', reason: 'not wanted' }),
};
const DEEDS = ['ask', 'enqueue', 'report', 'lose', ...Object.keys(ENDS)];
const deeds = fc.array(
  fc.tuple(fc.constantFrom(...DEEDS), fc.nat(9), fc.integer({ min: 0, max: 4 })),
  { minLength: 1, maxLength: 40 },
);

/** Ends in every state a trial can have: of six enqueued points four are asked for, two wait. */
const everything: [string, number, number][] = [
  ...['complete', 'failed', 'pruned', 'cancelled'].flatMap((end): [string, number, number][] => [
    ['ask', 0, 0],
    [end, 0, 2],
  ]),
  ...Array.from({ length: 6 }, (_, value): [string, number, number] => ['enqueue', 0, value % 5]),
];

/** A study to which all that can happen to one happens. */
async function lived(list: readonly (readonly [string, number, number])[]): Promise<Storage> {
  const storage = memoryStorage();
  let now = 0;
  let process = 0;
  const open = () =>
    studyOf({
      ...{ storage, seed: 3, maxRetries: 1, clock: () => (now += 7) },
      lease: {
        ...{ holder: `process ${process}`, ms: 1000, every: () => () => undefined },
        isGone: (holder) => holder !== `process ${process}`,
      },
    });
  let study = await open();
  for (const [deed, pick, value] of list) {
    const running = study.trials.filter(({ state }) => state === 'running');
    const one = running[pick % Math.max(1, running.length)];
    if (deed === 'ask') await study.ask(1 + (pick % 3));
    else if (deed === 'enqueue') await study.enqueue({ x: value / 4 });
    else if (deed === 'lose') {
      process += 1;
      study = await open();
    } else if (one !== undefined && one.token !== '') {
      if (deed === 'report') await study.report(one, { step: pick, value });
      else await study.tell(one, ENDS[deed]!(value));
    }
  }
  return storage;
}

/** All that can be asked of a study. */
const told = (study: Awaited<ReturnType<typeof studyOf>>) => ({
  ...{ size: study.size, pending: study.pending, remaining: study.remaining },
  ...{ incumbent: study.incumbent, isOver: study.isOver, version: study.version },
  history: {
    ended: study.history.ended,
    pending: study.history.pending,
    incumbent: study.history.incumbent,
  },
  trials: study.trials,
  reports: study.trials.map(({ number }) => study.reports(number)),
});

/** What follows from the trials, counted in the plainest way. */
function expectPlain(study: Awaited<ReturnType<typeof studyOf>>): void {
  const { trials, history } = study;
  const goesOn = ({ state, outcome }: Trial) =>
    state === 'running' || state === 'waiting' || (outcome as { retryable?: true })?.retryable;
  const isGone = (trial: Trial) => trial.state === 'cancelled' && !goesOn(trial);
  const numbersOf = (list: readonly { number: number }[]) => list.map(({ number }) => number);
  const ended = trials.filter((trial) => !goesOn(trial) && !isGone(trial));
  expect(numbersOf(history.ended)).toEqual(numbersOf(ended));
  expect(numbersOf(history.pending)).toEqual(numbersOf(trials.filter(goesOn)));
  expect(study.remaining).toBe(50 - trials.filter((trial) => !isGone(trial)).length);
  const least = Math.min(...ended.map(({ value = Infinity }) => value));
  expect(study.incumbent?.number).toBe(ended.find(({ value }) => value === least)?.number);
}

test('a study that skims its facts is the one that reads them, and asks for the same', async () => {
  const states = new Set<string>();
  await fc.assert(
    fc.asyncProperty(deeds, fc.integer({ min: 1, max: 7 }), async (list, size) => {
      const facts = await factsOf(await lived(list));
      const copy = async (): Promise<Storage> => {
        const storage = memoryStorage();
        await storage.append('s', facts, { expectedVersion: 0 });
        return storage;
      };
      const options = { seed: 3, budget: { trials: 50 }, clock: () => 9e5 };
      const lease = { holder: 'me', ms: 1000, every: () => () => undefined };
      const [read, skimmed] = await Promise.all(
        [await copy(), skimming(await copy(), size)].map((storage) =>
          studyOf({ ...options, storage, lease }),
        ),
      );
      const asked = [await read!.ask(4), await skimmed!.ask(4)];
      expect(asked[1]).toEqual(asked[0]);
      expect(told(skimmed!)).toEqual(told(read!));
      expectPlain(skimmed!);
      for (const { state } of read!.trials) states.add(state);
    }),
    { numRuns: 300, examples: [[everything, 3]] },
  );
  expect([...states].sort()).toEqual(
    ['cancelled', 'complete', 'failed', 'pruned', 'running', 'waiting'].sort(),
  );
});

test('what is asked for is read, the rest is not', async () => {
  const storage = await lived(
    Array.from({ length: 30 }, (_, n) => [n % 2 ? 'complete' : 'ask', 0, n]),
  );
  const study = await studyOf({ storage: skimming(storage), seed: 3 });
  const parse = JSON.parse;
  const read: StudyFact[] = [];
  JSON.parse = (text: string) => {
    const fact = parse(text) as StudyFact;
    read.push(fact);
    return fact;
  };
  try {
    expect(study.size).toBeGreaterThan(10);
    expect(read).toEqual([]);
    const best = study.incumbent!.number;
    expect(read.map((fact) => [fact.type, 'number' in fact && fact.number]).toSorted()).toEqual([
      ['trial-ended', best],
      ['trial-started', best],
    ]);
  } finally {
    JSON.parse = parse;
  }
});
