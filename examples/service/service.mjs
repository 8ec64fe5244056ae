import { randomUUID } from 'node:crypto';
import { createStudy, float, int, isTuneError, sqliteStorage } from '@tune/tune';
import fastify from 'fastify';

const SPACE = { lr: float(1e-4, 1, { log: true }), units: int(8, 256, { log: true }) };

const OUTCOME = {
  type: 'object',
  required: ['lease'],
  properties: {
    lease: { type: 'string' },
    value: { type: 'number' },
    failed: { type: 'string', minLength: 1 },
  },
  oneOf: [{ required: ['value'] }, { required: ['failed'] }],
};

/**
 * A service that hands out the trials of one study. A client has a trial for as long as it gives a sign of life
 * within `leaseMs`; then the trial goes to the next one that asks, and the first one can no longer tell its outcome.
 */
export async function buildService({ file, trials, leaseMs = 60_000, seed = 1 }) {
  const storage = sqliteStorage(file);
  const study = await createStudy({
    name: 'service',
    space: SPACE,
    storage,
    seed,
    budget: { trials },
  });

  /** Trials that a client has, by number: { trial, lease, until }. */
  const held = new Map();
  const hold = (trial, lease) =>
    held.set(trial.number, { trial, lease, until: Date.now() + leaseMs });

  // Clients may have outlived an earlier service. Each keeps its trial if it is heard of in time.
  for (const { number, state, startedAt } of study.trials) {
    const isOpen = state === 'running' || (state === 'waiting' && startedAt !== undefined);
    if (isOpen) hold(await study.claim(number), undefined);
  }

  /** The trial of a client, for another `leaseMs`; undefined if it is no longer its own. */
  function renewed(number, lease) {
    const entry = held.get(number);
    if (entry === undefined || (entry.lease ?? lease) !== lease) return undefined;
    hold(entry.trial, lease);
    return entry.trial;
  }

  const app = fastify();

  app.post('/trials', async () => {
    const overdue = [...held.values()].find(({ until }) => until < Date.now());
    // Without an await before it is held, no other request can take the same one.
    if (overdue !== undefined) hold(overdue.trial, randomUUID());
    const number = overdue?.trial.number ?? (await next());
    if (number === undefined) return { over: study.isOver };
    const { trial, lease } = held.get(number);
    return { id: number, point: trial.point, seed: trial.seed, lease, leaseMs };
  });

  /** Asks for another trial and holds it; asks of one study are answered one after another. */
  async function next() {
    const trial = await study.ask();
    if (trial !== undefined) hold(trial, randomUUID());
    return trial?.number;
  }

  app.put('/trials/:id/lease', async ({ params, body }, reply) => {
    if (renewed(Number(params.id), body?.lease) === undefined) return gone(reply);
    return { leaseMs };
  });

  app.put('/trials/:id/outcome', { schema: { body: OUTCOME } }, async ({ params, body }, reply) => {
    const trial = renewed(Number(params.id), body.lease);
    if (trial === undefined) return gone(reply);
    const told = body.failed === undefined ? body.value : { failed: body.failed };
    await study.tell(trial, told);
    held.delete(trial.number);
    return { best: bestOf(study) };
  });

  app.get('/', async () => {
    const states = study.trials.map(({ state }) => state);
    const complete = states.filter((state) => state === 'complete').length;
    return { complete, held: held.size, trials, over: study.isOver, best: bestOf(study) };
  });

  app.setErrorHandler((error, _request, reply) => {
    const code = isTuneError(error) ? 409 : (error.statusCode ?? 500);
    void reply.code(code).send({ error: error.message });
  });

  app.addHook('onClose', async () => {
    await study.dispose();
    await storage.close();
  });
  return app;
}

const gone = (reply) =>
  reply.code(409).send({ error: 'another client has this trial, or it has ended' });

const bestOf = ({ best }) =>
  best === undefined ? null : { id: best.number, point: best.point, value: best.value };
