import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** Fits and maximizes in a process of its own, after `before` has changed its globals. */
const program = (before: string): string => `
  ${before}
  const { loadGaussianProcess } = await import('./dist/index.js');
  const wasm = loadGaussianProcess({ backend: 'wasm' });
  const make = () => {
    const model = wasm.create({ dimensions: 1 });
    model.append(Float64Array.of(0.2, 0.5, 0.8), Float64Array.of(1, -1, 0.3));
    return model;
  };
  const search = { candidates: Float64Array.of(0.1, 0.4, 0.9), incumbentValue: -1 };
  const [model, twin] = [make(), make()];
  const started = await wasm.startWorkers();
  const isSame = JSON.stringify(await model.fit()) === JSON.stringify(twin.fitSync())
    && JSON.stringify(await model.maximize(search)) === JSON.stringify(twin.maximizeSync(search));
  const controller = new AbortController();
  const aborted = make().fit({ signal: controller.signal }).catch(({ code }) => code);
  controller.abort();
  let ticks = 0;
  const timer = setInterval(() => ticks++, 0);
  for (let i = 0; i < 20; i++) await model.maximize(search);
  clearInterval(timer);
  process.stdout.write(JSON.stringify({
    started, isSame, aborted: await aborted, ticks, reason: wasm.reason,
  }));
  process.exit();`;

interface Found {
  readonly started: boolean;
  readonly isSame: boolean;
  readonly aborted: string;
  readonly ticks: number;
  readonly reason: string;
}

const run = (before: string, flags: readonly string[] = []): Found =>
  JSON.parse(
    execFileSync(process.execPath, [...flags, '--input-type=module', '-e', program(before)], {
      cwd: new URL('../..', import.meta.url),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  ) as Found;

/** A runtime without Node's modules, with this kind of Worker. */
const browser = (worker: string): string => `
  process.getBuiltinModule = undefined;
  globalThis.Worker = ${worker};`;

const RUNTIMES: readonly [string, string, RegExp][] = [
  ['has no workers', browser('undefined'), /this runtime has no workers/],
  [
    'forbids them by an exception',
    browser(`class { constructor() { throw new Error('not here'); } }`),
    /not here/,
  ],
  [
    'forbids them by an event without a message, as a Content-Security-Policy does',
    browser(`class extends EventTarget {
      constructor() { super(); setTimeout(() => this.dispatchEvent(new Event('error'))); }
      postMessage() {}
      terminate() {}
    }`),
    /worker-src blob:/,
  ],
  [
    'cannot send them the compiled module',
    browser(`class extends EventTarget {
      constructor() { super(); setTimeout(() => this.dispatchEvent(new MessageEvent('message', { data: 'ready' }))); }
      postMessage() { throw new Error('not cloneable'); }
      terminate() {}
    }`),
    /not cloneable/,
  ],
];

describe('without workers', () => {
  it.each(RUNTIMES)(
    'in a runtime that %s, the calling thread computes the same bits',
    (_, before, why) => {
      const found = run(before);
      expect(found).toMatchObject({ isSame: true, aborted: 'GP_ABORTED' });
      expect(found.ticks).toBeGreaterThan(0);
      expect(found.reason).toContain('block the calling thread');
      expect(found.reason).toMatch(why);
    },
  );

  it('the permissions of the process may forbid them', () => {
    const permission = process.allowedNodeEnvironmentFlags.has('--permission')
      ? '--permission'
      : '--experimental-permission';
    const found = run('', [permission, '--allow-fs-read=*']);
    expect(found).toMatchObject({ started: false, isSame: true, aborted: 'GP_ABORTED' });
    expect(found.reason).toMatch(/restricted/);
  });

  it('a worker that never starts is given up after ten seconds', () => {
    const silent = `class extends EventTarget { postMessage() {} terminate() {} }`;
    const found = run(browser(silent));
    expect(found).toMatchObject({ started: false, isSame: true });
    expect(found.reason).toMatch(/did not start within 10 s/);
  });

  it('where they work, the reason says nothing of threads', () => {
    const found = run('');
    expect(found).toMatchObject({ started: true, isSame: true, aborted: 'GP_ABORTED' });
    expect(found.reason).toBe('The WebAssembly backend is in use because it was asked for.');
  });
});
