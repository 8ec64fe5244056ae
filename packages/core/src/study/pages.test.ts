import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memoryStorage, type Ask, type Outcome, type Storage, type Trial } from '../index.ts';
import { indexOf, type StudyEvent } from '../plugin.ts';
import { collect, drifting, eventsOf, leaseOf, studyOf } from './study.test-util.ts';

/** The same storage, but one that hands out pages of events that are not parsed. */
const paging = (storage: Storage, size = 3): Storage => ({
  ...storage,
  async *readPages(study, since) {
    const events = await collect(storage.read(study, since));
    for (let at = 0; at < events.length; at += size) {
      const page = events.slice(at, at + size);
      yield { index: page.map(indexOf), events: page.map((event) => JSON.stringify(event)) };
    }
  },
});

const ENDS: Readonly<Record<string, (value: number) => Outcome>> = {
  complete: (value) => ({ state: 'complete', values: [value], metrics: { steps: 3 } }),
  failed: () => ({ state: 'failed', reason: 'no luck', stack: 'at line 3' }),
  'failed for now': () => ({ state: 'failed', reason: 'no memory', retryable: true }),
  pruned: (value) => ({ state: 'pruned', reason: 'flat', value }),
  'cut off': () => ({ state: 'cancelled', reason: 'interrupted', retryable: true }),
  cancelled: () => ({ state: 'cancelled', reason: 'not wanted' }),
};
const STEPS = ['ask', 'enqueue', 'report', 'lose', ...Object.keys(ENDS)];
const steps = fc.array(
  fc.tuple(fc.constantFrom(...STEPS), fc.nat(9), fc.integer({ min: 0, max: 4 })),
  { minLength: 1, maxLength: 40 },
);

/** Ends in every state that a trial can have: of six enqueued points four are asked for, two wait. */
const everything: [string, number, number][] = [
  ...['complete', 'failed', 'pruned', 'cancelled'].flatMap((end): [string, number, number][] => [
    ['ask', 0, 0],
    [end, 0, 2],
  ]),
  ...Array.from({ length: 6 }, (_, value): [string, number, number] => ['enqueue', 0, value % 5]),
];

/** The strategy of these tests is drifting without its waits: hundreds of runs would add up. */
const quick = {
  ...drifting,
  suggest: async ({ history, rng, count, space }: Ask) =>
    Array.from({ length: count }, () => {
      const from = (history.incumbent?.loss ?? 0) + history.ended.length + history.pending.length;
      const point = space.decode([(rng.next() + from / 7) % 1]);
      return from % 3 === 0 ? { point, fidelity: 0.5, meta: { from } } : { point };
    }),
};

/** A study to which all that can happen to one happens. */
async function storageAfter(
  list: readonly (readonly [string, number, number])[],
): Promise<Storage> {
  const storage = memoryStorage();
  let now = 0;
  let process = 0;
  const open = () =>
    studyOf({
      ...{ storage, strategy: quick, seed: 3, maxRetries: 1, clock: () => (now += 7) },
      lease: leaseOf(`process ${process}`, {
        isGone: (holder) => holder !== `process ${process}`,
      }),
    });
  let study = await open();
  for (const [step, pick, value] of list) {
    const running = study.trials.filter(({ state }) => state === 'running');
    const one = running[pick % Math.max(1, running.length)];
    if (step === 'ask') await study.ask({ count: 1 + (pick % 3) });
    else if (step === 'enqueue') await study.enqueue({ x: value / 4 });
    else if (step === 'lose') {
      process += 1;
      study = await open();
    } else if (one !== undefined) {
      if (step === 'report') await study.report(one, { step: pick, value });
      else await study.tell(one, ENDS[step]!(value));
    }
  }
  for (const { number } of study.trials) await study.reports(number);
  return storage;
}

type Opened = Awaited<ReturnType<typeof studyOf>>;

/** All that can be asked of a study. */
const everythingOf = async (study: Opened, seen: readonly Ask[]) => ({
  ...{ size: study.size, pending: study.pending, remaining: study.remaining },
  ...{ best: study.best, isOver: study.isOver, budget: study.budget },
  asks: seen.map(({ history, count, budget }) => ({ ...history, count, budget })),
  trials: study.trials,
  reports: await Promise.all(study.trials.map(({ number }) => study.reports(number))),
});

/** What follows from the trials, counted in the plainest way. */
function expectPlain(study: Opened, seen: readonly Ask[]): void {
  const { trials } = study;
  const isPending = ({ state }: Trial) => state === 'running' || state === 'waiting';
  const numbersOf = (list: readonly { number: number }[]) => list.map(({ number }) => number);
  const ended = trials.filter((trial) => !isPending(trial) && trial.state !== 'cancelled');
  expect(study.pending).toBe(trials.filter(isPending).length);
  expect(study.remaining).toBe(50 - trials.filter(({ state }) => state !== 'cancelled').length);
  const full = ended.filter(({ fidelity, value }) => fidelity === undefined && value !== undefined);
  const least = Math.min(...full.map(({ value }) => value!));
  expect(study.best?.number).toBe(full.find(({ value }) => value === least)?.number);
  const history = seen.at(-1)?.history;
  if (history === undefined) return;
  expect(numbersOf(history.ended)).toEqual(numbersOf(ended));
  expect(history.incumbent?.number).toBe(study.best?.number);
}

test('a study from pages of unparsed events is the one from events, and asks for the same', async () => {
  const states = new Set<string>();
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 7 }), async (list, size) => {
      const lived = await storageAfter(list);
      const [events, reports] = [await eventsOf(lived), await collect(lived.readReports('s'))];
      const open = async (change: (storage: Storage) => Storage) => {
        const storage = memoryStorage();
        await storage.append('s', events, { expectedVersion: 0 });
        await storage.addReports('s', reports);
        const seen: Ask[] = [];
        const strategy = {
          ...quick,
          suggest: (ask: Ask) => {
            const { ended, pending, incumbent } = ask.history;
            const history = { ended: [...ended], pending, incumbent };
            seen.push({ ...ask, history });
            return quick.suggest(ask);
          },
        };
        const study = await studyOf({
          ...{ storage: change(storage), strategy, seed: 3, budget: { trials: 50 } },
          ...{ clock: () => 9e5, lease: leaseOf('me') },
        });
        // The waiting trials, and then suggestions.
        const asked = [...(await study.ask({ count: 50 })), ...(await study.ask({ count: 3 }))];
        const points = asked.map(({ number, point, seed }) => ({ number, point, seed }));
        return { study, seen, points };
      };
      const read = await open((storage) => storage);
      const paged = await open((storage) => paging(storage, size));
      expect(paged.points).toEqual(read.points);
      const { trials, ...rest } = await everythingOf(paged.study, paged.seen);
      const other = await everythingOf(read.study, read.seen);
      const { trials: others, ...otherRest } = other;
      expect(rest).toEqual(otherRest);
      const withoutToken = ({ token: _token, ...trial }: Trial) => trial;
      expect(trials.map(withoutToken)).toEqual(others.map(withoutToken));
      expectPlain(paged.study, paged.seen);
      for (const { state } of (await studyOf({ storage: lived, strategy: quick, seed: 3 }))
        .trials) {
        states.add(state);
      }
    }),
    { numRuns: 200, examples: [[everything, 3]] },
  );
  expect([...states].toSorted()).toEqual(
    ['cancelled', 'complete', 'failed', 'pruned', 'running', 'waiting'].toSorted(),
  );
});

test('what is asked for is parsed, the rest is not', async () => {
  const storage = await storageAfter(
    Array.from({ length: 30 }, (_, n) => [n % 2 ? 'complete' : 'ask', 0, n]),
  );
  const study = await studyOf({ storage: paging(storage), strategy: quick, seed: 3 });
  const parse = JSON.parse;
  const parsed: StudyEvent[] = [];
  JSON.parse = (text: string) => {
    const event = parse(text) as StudyEvent;
    parsed.push(event);
    return event;
  };
  try {
    expect(study.size).toBeGreaterThan(10);
    expect(parsed).toEqual([]);
    const best = study.best!.number;
    expect(
      parsed.map((event) => [event.type, 'number' in event && event.number]).toSorted(),
    ).toEqual([
      ['trial-ended', best],
      ['trial-started', best],
    ]);
  } finally {
    JSON.parse = parse;
  }
});
