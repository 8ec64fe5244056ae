import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

/**
 * The built package inside a vm context, as Jest runs tests: its classes, its arrays and errors, are not those of the
 * addon and of workers.
 */
const program = `
  import { readFileSync } from 'node:fs';
  import { SourceTextModule, createContext, runInContext } from 'node:vm';
  const { setTimeout, clearTimeout, queueMicrotask, atob, AbortController } = globalThis;
  const given = { process, setTimeout, clearTimeout, queueMicrotask, atob, AbortController };
  const context = createContext(given);
  const modules = new Map();
  const load = (url) => {
    if (!modules.has(url)) {
      modules.set(url, new SourceTextModule(readFileSync(new URL(url), 'utf8'), {
        context,
        identifier: url,
        initializeImportMeta: (meta) => { meta.url = url; },
      }));
    }
    return modules.get(url);
  };
  const entry = load(new URL('./dist/index.js', 'file://' + process.cwd() + '/').href);
  await entry.link((name, from) => load(new URL(name, from.identifier).href));
  await entry.evaluate();
  context.gp = entry.namespace;
  const found = await runInContext(\`(async () => {
    const found = {};
    for (const backend of ['auto', 'wasm', 'reference']) {
      const loaded = gp.loadGaussianProcess({ backend });
      await loaded.startWorkers();
      const model = loaded.create({ dimensions: 1, columns: new Uint8Array(1) });
      model.append(Float64Array.of(0.2, 0.5, 0.8), Float64Array.of(1, -1, 0.3));
      await model.fit();
      model.setHyperparameters(model.hyperparameters);
      const candidates = Float64Array.of(0.1, 0.4, 0.9);
      const [best] = await model.maximize({ candidates, incumbentValue: -1 });
      const error = await model.fit({ maxIterations: -1 }).catch((error) => error);
      found[backend] = {
        ...{ backend: loaded.backend, reason: loaded.reason },
        isBetween: best.row[0] > 0 && best.row[0] < 1,
        mean: model.posterior(best.row).mean.length,
        isError: gp.isGpError(error, 'GP_SHAPE'),
      };
    }
    return found;
  })()\`, context);
  process.stdout.write(JSON.stringify(found));`;

it('all backends work in a realm of their own, with arrays of both realms', () => {
  const output = execFileSync(
    process.execPath,
    ['--experimental-vm-modules', '--no-warnings', '--input-type=module', '-e', program],
    { cwd: new URL('..', import.meta.url), encoding: 'utf8' },
  );
  const found = JSON.parse(output) as Record<string, { backend: string; reason: string }>;
  const works = { isBetween: true, mean: 1, isError: true };
  expect(found['auto']).toMatchObject(works);
  expect(found['wasm']).toMatchObject({ ...works, backend: 'wasm' });
  expect(found['reference']).toMatchObject({ ...works, backend: 'reference' });
  for (const { reason } of Object.values(found)) expect(reason).not.toContain('block');
});
