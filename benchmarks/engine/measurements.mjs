// What is measured of an engine: each runs in a process of its own.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Trials of the stored study that is resumed and listed. */
const STORED = 100_000;
/** Studies that are measured in one process after one to warm up. */
const STUDIES = 3;
/** What its file is called, and the study in it. */
const MANY = 'many';

const seconds = async (work) => {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
};

const square = (core) => core.space({ x: core.float(0, 1), y: core.float(0, 1) });

/** Asks and tells. @returns trials a second */
async function askAndTell({ core, createStudy, ask, tell }, trials, storage) {
  const study = await createStudy({ space: square(core), ...(storage && { storage }) });
  const took = await seconds(async () => {
    for (let n = 0; n < trials; n++) {
      const trial = await ask(study);
      await tell(study, trial, trial.point.x);
    }
  });
  return trials / took;
}

/**
 * The median of a few studies in one process, after one as long: in the first, the compiler of the platform
 * takes a third of the time.
 */
async function askAndTellInMemory(checkout, trials) {
  await askAndTell(checkout, trials);
  return medianOf(STUDIES, () => askAndTell(checkout, trials));
}

async function medianOf(times, measure) {
  const figures = [];
  for (let time = 0; time < times; time++) figures.push(await measure());
  return figures.sort((a, b) => a - b)[times >> 1];
}

async function askAndTellStored(checkout, durability, folder) {
  const storage = checkout.sqliteStorage(join(folder, `${process.pid}.db`), { durability });
  const rate = await askAndTell(checkout, 2000, storage);
  await storage.close();
  return rate;
}

/** Trials of 50 reports, none of which is ever pruned: each is better than all before. */
async function trialsWithReports({ core, createStudy, optimize }, trials, options) {
  const study = await createStudy({ space: square(core), budget: { trials } });
  let best = 0;
  const evaluate = async (_point, { report }) => {
    best -= 1;
    for (let step = 1; step <= 50; step++) report(step, best - step / 100);
    return best;
  };
  return seconds(() => optimize(study, evaluate, options));
}

async function warmTrialsWithReports(checkout, trials, options) {
  await trialsWithReports(checkout, trials, options);
  return medianOf(STUDIES, () => trialsWithReports(checkout, trials, options));
}

/** MiB by which the process has grown. */
async function growth(checkout, trials) {
  const { core, createStudy, optimize } = checkout;
  const study = await createStudy({ space: square(core), budget: { trials } });
  const before = process.memoryUsage().rss;
  await optimize(study, async ({ x }) => x);
  return (process.memoryUsage().rss - before) / 2 ** 20;
}

const manyFile = (folder) => join(folder, `${MANY}.db`);

/** A file with a study of many ended trials. */
export async function storeMany(checkout, folder) {
  const { core, createStudy, ask, tell, sqliteStorage } = checkout;
  if (existsSync(manyFile(folder))) return;
  const storage = sqliteStorage(manyFile(folder));
  const study = await createStudy({
    ...{ name: MANY, space: square(core), storage, budget: { trials: STORED } },
  });
  await tell(study, await ask(study), 0.5);
  const events = [];
  for await (const event of storage.read(MANY, 0)) events.push(event);
  const [started, ended] = ['trial-started', 'trial-ended'].map((type) =>
    events.find((event) => event.type === type),
  );
  let version = events.length;
  for (let number = 2; number <= STORED;) {
    const batch = [];
    for (; batch.length < 10_000 && number <= STORED; number++) {
      const point = { x: (number % 997) / 997, y: number / STORED };
      // Numbers in a row are as good as hashes: no two trials have one seed.
      const outcome = { state: 'complete', values: [1 + point.x + point.y] };
      batch.push({ ...started, number, point, seed: number }, { ...ended, number, outcome });
    }
    version = await storage.append(MANY, batch, { expectedVersion: version });
  }
  await storage.close();
}

async function resume({ core, createStudy, sqliteStorage }, folder) {
  let study;
  const took = await seconds(async () => {
    const storage = sqliteStorage(manyFile(folder));
    study = await createStudy({
      ...{ name: MANY, space: square(core), storage, budget: { trials: STORED } },
    });
  });
  if (study.remaining !== 0) throw new Error(`${study.remaining} trials remain`);
  return took;
}

function command({ bin }, folder, ...args) {
  const all = [bin, ...args, '--storage', manyFile(folder)];
  return seconds(() => {
    const { status, stderr } = spawnSync(process.execPath, all, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`tune ${args.join(' ')} ended with ${status}: ${stderr}`);
  });
}

/** By name: what each is called in the table, and how it is measured. */
export const MEASUREMENTS = {
  memory: {
    title: 'ask and tell, `random`, in memory, 20,000 trials, after as many to warm up',
    unit: 'trials/s',
    run: (checkout) => askAndTellInMemory(checkout, 20_000),
    atLeast: 3,
  },
  full: {
    title: 'ask and tell, SQLite, durability full, 2,000 trials',
    unit: 'trials/s',
    run: (checkout, folder) => askAndTellStored(checkout, 'full', folder),
    atLeast: 1,
  },
  normal: {
    title: 'ask and tell, SQLite, durability normal, 2,000 trials',
    unit: 'trials/s',
    run: (checkout, folder) => askAndTellStored(checkout, 'normal', folder),
    atLeast: 1,
  },
  resume: {
    title: '`createStudy` on 100,000 stored trials',
    unit: 's',
    run: resume,
    atMost: 0.8,
  },
  ls: {
    title: '`tune ls`, 100,000 trials',
    unit: 's',
    run: (checkout, folder) => command(checkout, folder, 'ls'),
    atMost: 0.4,
  },
  show: {
    title: '`tune show`, 100,000 trials',
    unit: 's',
    run: (checkout, folder) => command(checkout, folder, 'show', MANY),
    atMost: 0.4,
  },
  reports: {
    title: '400 trials of 50 reports, after as many to warm up',
    unit: 's',
    run: (checkout) => warmTrialsWithReports(checkout, 400, {}),
  },
  pruner: {
    title: 'the same with the median pruner',
    unit: 's',
    run: (checkout) =>
      warmTrialsWithReports(checkout, 400, { pruner: checkout.strategies.median() }),
    atMostTimes: { of: 'reports', limit: 1.3 },
  },
  growth: {
    title: 'growth of resident memory over 10,000 trials in process',
    unit: 'MiB',
    run: (checkout) => growth(checkout, 10_000),
    atMost: 100 * (1e6 / 2 ** 20),
  },
};
