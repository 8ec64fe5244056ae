import { expect, test } from 'vitest';
import { memoryStorage, readStudy, type Storage } from '../index.ts';
import { coreError, type TrialReport } from '../plugin.ts';
import { collect, interrupted, slowStorage, studyOf, wait } from './study.test-util.ts';

test('reports are stored in order, before the outcome, and do not change the version', async () => {
  const inner = memoryStorage();
  const seen: string[] = [];
  const storage: Storage = {
    ...inner,
    append: (study, events, options) => {
      seen.push(...events.map(({ type }) => type));
      return inner.append(study, events, options);
    },
    addReports: (study, reports) => {
      seen.push(...reports.map(({ step }) => `report ${step}`));
      return inner.addReports(study, reports);
    },
  };
  const s = await studyOf({ storage: slowStorage(storage) });
  const trial = await s.ask();
  for (const step of [1, 2, 3]) await trial!.report(step, step / 10);
  await s.report(trial!, { step: 4, value: Number.NaN });
  await s.tell(trial!, 1);
  expect(seen).toEqual([
    ...['study-created', 'trial-started', 'report 1', 'report 2', 'report 3', 'report 4'],
    'trial-ended',
  ]);
  const reports = [0.1, 0.2, 0.3, Number.NaN].map((value, index) => ({ step: index + 1, value }));
  expect(await s.reports(1)).toEqual(reports);
  expect(await (await readStudy(storage, 's'))!.reports(1)).toEqual(reports);
  expect(await s.reports(2)).toEqual([]);
});

test('a report is stored within 100 ms', async () => {
  const storage = memoryStorage();
  const s = await studyOf({ storage });
  await (await s.ask())!.report(1, 0.5);
  await wait(150);
  expect(await collect(storage.readReports('s'))).toEqual([
    { number: 1, attempt: 1, step: 1, value: 0.5 },
  ]);
});

test('the reports of a trial are those of its latest attempt', async () => {
  const s = await studyOf();
  const first = await s.ask();
  await first!.report(1, 0.5);
  await s.tell(first!, interrupted);
  const second = await s.ask();
  expect(await s.reports(1)).toEqual([]);
  await second!.report(1, 0.25);
  expect(await s.reports(1)).toEqual([{ step: 1, value: 0.25 }]);
  // Not awaited in most programs, so it must not reject: tell() says that the attempt is over.
  await first!.report(2, 1);
  expect(await s.reports(1)).toEqual([{ step: 1, value: 0.25 }]);
});

test('reports after the end of a trial are ignored', async () => {
  const storage = memoryStorage();
  const s = await studyOf({ storage });
  const trial = await s.ask();
  await trial!.report(1, 0.5);
  await s.tell(trial!, 1);
  await trial!.report(2, 0.25);
  expect(await s.reports(1)).toEqual([{ step: 1, value: 0.5 }]);
});

test.each<[unknown, unknown]>([
  ['1', 0.5],
  [Number.NaN, 0.5],
  [-1, 0.5],
  [1.5, 0.5],
  [2 ** 53, 0.5],
  [1, '0.5'],
  [1, undefined],
])('report(%s, %s) is refused', async (step, value) => {
  const s = await studyOf();
  const trial = await s.ask();
  const report = trial!.report as (...given: unknown[]) => Promise<void>;
  await expect(report(step, value)).rejects.toMatchObject({ code: 'STUDY_OPTION_INVALID' });
  expect(await s.reports(1)).toEqual([]);
});

test('reports stay in order when a write fails', async () => {
  const inner = memoryStorage();
  let faults = 1;
  const storage: Storage = {
    ...inner,
    addReports: async (study: string, reports: readonly TrialReport[]) => {
      await wait(5);
      if (faults-- > 0) throw coreError('EXECUTOR_CLOSED');
      return inner.addReports(study, reports);
    },
  };
  const s = await studyOf({ storage });
  const trial = await s.ask();
  await trial!.report(1, 1);
  const reading = s.reports(1);
  await wait(1);
  await trial!.report(2, 2);
  const again = s.reports(1);
  await Promise.allSettled([reading, again]);
  await s.tell(trial!, 1);
  expect((await s.reports(1)).map(({ step }) => step)).toEqual([1, 2]);
});
