import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { inBrowser } from './chromium.ts';

const folder = fileURLToPath(new URL('../../packages/gp-native', import.meta.url));

/** Fits and maximizes off the main thread and by the blocking twins, and aborts; the same text in Node. */
const program = `
  const { loadGaussianProcess } = await import(entry);
  const wasm = loadGaussianProcess(options);
  const d = 3, n = 150;
  const rows = Float64Array.from({ length: n * d }, (_, i) => (i * 0.7548776662466927) % 1);
  const values = Float64Array.from({ length: n }, (_, i) => (rows[3 * i] - 0.4) ** 2 + rows[3 * i + 1]);
  const candidates = Float64Array.from({ length: 200 * d }, (_, i) => (i * 0.5698402909980532) % 1);
  const make = () => {
    const model = wasm.create({ dimensions: d });
    model.append(rows, values);
    return model;
  };
  const search = { candidates, incumbentValue: 0.1, keep: 1 };
  const plain = (found) => found.map((maximum) => ({ ...maximum, row: [...maximum.row] }));
  const density = ({ logPosteriorDensity, evaluations }) => [logPosteriorDensity, evaluations];

  const model = make();
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  const fitted = density(await model.fit());
  clearInterval(timer);
  const maxima = plain(await model.maximize(search));
  const twin = make();
  const blocking = { fitted: density(twin.fitSync()), maxima: plain(twin.maximizeSync(search)) };

  const controller = new AbortController();
  const long = make().fit({ maxIterations: 100000, signal: controller.signal });
  controller.abort();
  const aborted = await long.then(() => 'not aborted', ({ code }) => code);
  const found = { backend: wasm.backend, reason: wasm.reason, fitted, maxima, blocking, ticks, aborted };
`;

interface Found {
  readonly backend: string;
  readonly reason: string;
  readonly fitted: readonly number[];
  readonly maxima: readonly object[];
  readonly blocking: { readonly fitted: readonly number[]; readonly maxima: readonly object[] };
  readonly ticks: number;
  readonly aborted: string;
}

it('the built package fits and maximizes in a browser, in a worker, to the bits of Node', async () => {
  const found = (await inBrowser(
    folder,
    `const entry = '/files/dist/index.js', options = {}; ${program} await done(found);`,
  )) as Found;
  expect(found.backend).toBe('wasm');
  expect(found.reason).toContain('only Node loads addons');
  expect(found.blocking).toEqual({ fitted: found.fitted, maxima: found.maxima });
  expect(found.ticks).toBeGreaterThan(0);
  expect(found.aborted).toBe('GP_ABORTED');

  const run = new Function(
    'entry',
    'options',
    'load',
    `return (async () => { ${program.replace('await import(entry)', 'await load()')} return found; })();`,
  ) as (entry: string, options: object, load: () => Promise<object>) => Promise<Found>;
  const here = await run('', { backend: 'wasm' }, () => import('@tune/gp-native'));
  expect({ fitted: here.fitted, maxima: here.maxima }).toEqual({
    fitted: found.fitted,
    maxima: found.maxima,
  });
});

it('a page that fails is told, so that the test above can fail', async () => {
  await expect(inBrowser(folder, `await import('/files/dist/nothing.js');`)).rejects.toThrow(
    'the page failed',
  );
});
