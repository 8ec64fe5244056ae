// Objectives that misbehave, one search each: node tests/faults/objectives.mjs [--only NAME] [--every 1]
// The first trial misbehaves, three others return their point. The search has to end with exit code 0, the others with
// their values, and nothing may be left: no process, no folder for temporary files. Ends with 1 if one does.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { float, space } from '@tune/core';

const LONG_MS = 600_000;
/** After the end of the first trial, during the next one. */
const LATE_MS = 150;
const spin = () => {
  for (;;);
};
const thrown = (value) => () => {
  throw value;
};
const fails = (run, reason = /./, flags = []) => ({ run, state: 'failed', reason, flags });
/** It does harm, but its trial has a value. */
const passes = (run, flags = []) => ({
  run: async (...all) => run(...all),
  state: 'complete',
  flags,
});
const LIMIT = ['--trial-timeout', '2'];
const TOO_LONG = /took longer than 2 s/;
const NOT_OURS = /sent a message that is not one of a worker/;
const line = (value) => writeSync(3, `${JSON.stringify(value)}\n`);
const left = { rejection: () => void wait(LATE_MS).then(thrown(new Error('left'))) };

const hostile = Object.defineProperty(new Error('x'), 'message', { get: thrown(new Error('y')) });
const circle = new Error('round');
circle.cause = circle;

/** By name: what the trial with x above 0.9 does, and what has to come of it. */
const WAYS = {
  'a loop without end': fails(spin, TOO_LONG, LIMIT),
  'Atomics.wait': fails(
    () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
    TOO_LONG,
    LIMIT,
  ),
  'a regular expression without end': fails(
    () => /^(a+)+$/.test(`${'a'.repeat(60)}!`),
    TOO_LONG,
    LIMIT,
  ),
  'never resolves': fails(() => new Promise(() => undefined), TOO_LONG, LIMIT),
  'a thenable that never calls back': fails(() => ({ then: () => undefined }), TOO_LONG, LIMIT),
  'microtasks without end': fails(
    () => {
      const again = () => Promise.resolve().then(again);
      return again();
    },
    TOO_LONG,
    LIMIT,
  ),
  'exit 0': fails(() => process.exit(0), /exit code 0; it was tried 2 times/),
  'exit 7': fails(() => process.exit(7), /exit code 7; it was tried 2 times/),
  'an exit that is left to a timer': passes(() => setTimeout(() => process.exit(7), LATE_MS)),
  reallyExit: fails(() => process.reallyExit(9), /exit code 9/),
  abort: fails(() => process.abort(), /SIGABRT/),
  ...Object.fromEntries(
    ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGSEGV'].map((signal) => [
      `${signal} to itself`,
      fails(() => wait(LONG_MS, process.kill(process.pid, signal)), new RegExp(signal)),
    ]),
  ),
  'SIGKILL to its group': fails(() => wait(LONG_MS, process.kill(0, 'SIGKILL')), /SIGKILL/),
  'SIGINT to its parent': { ...passes(() => process.kill(process.ppid, 'SIGINT')) },
  'process.send': fails(() => process.send(null), /process.send is not a function/),
  'null on the channel': fails(() => wait(LONG_MS, line(null)), NOT_OURS),
  'bytes on the channel': fails(
    () => wait(LONG_MS, writeSync(3, Buffer.from([0, 255, 254, 10]))),
    NOT_OURS,
  ),
  'a length of 4 GB on the channel': fails(
    () => wait(LONG_MS, writeSync(3, Buffer.from([255, 255, 255, 255, 15, 10]))),
    NOT_OURS,
  ),
  'the channel closed': fails(() => wait(LONG_MS, closeSync(3)), /closed the channel/),
  'an outcome of another trial': passes(() =>
    line({
      ...{ type: 'ended', id: 'other/1/1', outcome: { state: 'complete', values: [-9] } },
      ...{ beganAt: 0, peakBytes: 0, residentBytes: 0, isWorn: false },
    }),
  ),
  'a memory note': passes(() => writeSync(4, '999999999999')),
  // Node itself aborts when it next uses them.
  'stdin, stdout and stderr closed': fails(
    () =>
      wait(
        LONG_MS,
        [0, 1, 2].forEach((fd) => closeSync(fd)),
      ),
    /SIGABRT|took longer than 2 s/,
    LIMIT,
  ),
  'stdout destroyed': passes(() => process.stdout.destroy()),
  'a rejection that is not handled': fails(async () => {
    void Promise.reject(new Error('floating'));
    return wait(LONG_MS);
  }, /floating/),
  'a rejection left behind': passes(left.rejection),
  'a timer left behind that throws': passes(() => setTimeout(thrown(new Error('left')), LATE_MS)),
  'nextTick that throws': fails(async () => {
    process.nextTick(thrown(new Error('next tick')));
    return wait(LONG_MS);
  }, /next tick/),
  'an event without a listener': fails(async () => {
    spawn('nosuchprogram');
    return wait(LONG_MS);
  }, /ENOENT/),
  'throws text': fails(thrown('no luck'), /no luck/),
  'throws a number': fails(thrown(7), /threw 7/),
  'throws null': fails(thrown(null), /threw null/),
  'throws undefined': fails(thrown(undefined), /threw undefined/),
  'throws a symbol': fails(thrown(Symbol('why'))),
  'throws a bigint': fails(thrown(1n), /1n/),
  'throws an object': fails(thrown({ code: 7 }), /"code":7/),
  'throws a function': fails(thrown(() => 1)),
  'throws a hostile error': fails(thrown(hostile)),
  'throws an error that is its own cause': fails(thrown(circle), /round/),
  'throws 8 MB': fails(thrown(new Error('x'.repeat(8e6))), /x\.\.\./),
  'throws a proxy': fails(thrown(new Proxy({}, { get: thrown(new Error('trap')) }))),
  'resolves twice': passes(() => undefined),
  'returns text': fails(() => '0.5'),
  'returns NaN': fails(() => Number.NaN, /NaN/),
  'returns nothing': fails(() => undefined, /undefined/),
  'returns two values': fails(() => [1, 2], /2 values/),
  'returns a bigint': fails(() => 1n),
  'returns an object': fails(() => ({ value: 1 })),
  'changes its point': passes((point) => (point.x = 7)),
  'replaces JSON': passes(() => (globalThis.JSON = { parse: spin, stringify: () => 'x' })),
  'replaces JSON.stringify': passes(() => (JSON.stringify = () => 'x')),
  'replaces Promise': passes(() => (globalThis.Promise = () => undefined)),
  'replaces timers': passes(() => {
    globalThis.setTimeout = globalThis.setImmediate = globalThis.setInterval = () => undefined;
  }),
  'replaces Math.random': passes(() => (Math.random = () => Number.NaN)),
  'replaces process.on and exit': passes(() => {
    process.on = process.exit = process.emit = () => undefined;
  }),
  'replaces performance.now': passes(() => (performance.now = () => Number.NaN)),
  'pollutes Object.prototype': passes(() => (Object.prototype.reason = 'polluted')),
  'removes all listeners': passes(() => process.removeAllListeners()),
  'floods stdout': passes(() => process.stdout.write('x'.repeat(5e6))),
  'floods stderr': passes(() => process.stderr.write('x\n'.repeat(2e5))),
  'overflows the stack': fails(() => {
    const down = () => 1 + down();
    return down();
  }, /call stack/),
  'fills the memory': fails(
    async () => {
      for (const kept = []; ; await wait(1)) kept.push(Buffer.alloc(2 ** 24, 1));
    },
    /MiB of memory/,
    ['--memory-limit', '400'],
  ),
  'fills the heap': fails(
    () => {
      for (const kept = []; ;) kept.push({ a: [] });
    },
    /SIGABRT|MiB of memory/,
    ['--memory-limit', '500'],
  ),
  'leaves grandchildren': passes(() => {
    const code = 'setInterval(() => undefined, 1000)';
    for (const detached of [true, false]) {
      spawn(process.execPath, ['-e', code], { detached, stdio: 'ignore' }).unref();
    }
    spawn(process.execPath, ['-e', code], { env: {}, stdio: 'ignore' }).unref();
  }),
  'leaves a worker thread': passes(() => void new Worker('for (;;);', { eval: true })),
  'leaves a server': passes(() => createServer().listen(0)),
  'leaves an interval': passes(() => setInterval(() => undefined, 1)),
  'changes the folder': passes(() => process.chdir('/')),
  'empties its environment': passes(() => {
    for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);
  }),
  'sets process.exitCode': passes(() => (process.exitCode = 5)),
  'reports after its end': passes((_, { report }) => setTimeout(() => report(9, 9), LATE_MS)),
  'reports 1e308': passes((_, { report }) => report(1e15, 1e308)),
  'reports 20,000 times': passes((_, { report }) => {
    for (let step = 1; step <= 20_000; step++) report(step, step);
  }),
  'reports text': fails((_, { report }) => report('one', 1), /report/),
  'reports NaN': passes((_, { report }) => report(1, Number.NaN)),
  'a file in its temporary folder': passes(() =>
    mkdtempSync(join(process.env.TUNE_WORKER_FOLDER, 'mine-')),
  ),
};

const way = WAYS[process.env.WAY ?? ''];
const begun = process.cwd();
export default {
  name: 'misbehaving',
  direction: 'minimize',
  space: space({ x: float(0, 1) }),
  async evaluate(point, context) {
    const { x } = point;
    if (x < 0.9) {
      if (process.cwd() !== begun) throw new Error(`it runs in ${process.cwd()}`);
      // What the first trial has left behind has time to fail.
      return wait(300, x);
    }
    const result = await way.run(point, context);
    return way.state === 'complete' ? x : result;
  },
};

const root = fileURLToPath(new URL('../..', import.meta.url));

function run(name, { flags }, temporary, tag) {
  const args = [
    ...['packages/cli/bin/tune.js', 'run', '--objective', 'tests/faults/objectives.mjs'],
    ...['--strategy', 'random', '--trials', '4', '--max-retries', '1', '--json', ...flags],
  ];
  const env = { ...process.env, WAY: name, TMPDIR: temporary, TUNE_STORAGE: 'memory', FAULT: tag };
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, env });
    const timer = setTimeout(() => child.kill('SIGKILL'), 120_000);
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (data) => (stdout += data));
    child.stderr.on('data', (data) => (stderr = (stderr + data).slice(-2000)));
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr });
    });
  });
}

/** Processes with the tag of a search in their environment. */
function leftOver(tag) {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`).includes(`FAULT=${tag}\0`);
    } catch {
      return false;
    }
  });
}

/** @returns what is not as it has to be */
async function check(name, way) {
  const temporary = mkdtempSync(join(tmpdir(), 'tune-objectives-'));
  const tag = randomUUID();
  const { code, stdout, stderr } = await run(name, way, temporary, tag);
  const faults = [];
  if (code !== 0) faults.push(`exit code ${code}: ${stderr.slice(-300)}`);
  const trials = new Map();
  for (const text of stdout.trim().split('\n')) {
    const event = text === '' ? {} : JSON.parse(text);
    if (event.type !== 'trial') continue;
    trials.set(event.number, event);
    if (event.state === 'waiting' && !(event.point.x > 0.9)) {
      faults.push(`trial ${event.number} has to be run again: ${event.reason}`);
    }
  }
  for (const { number, state, value, point, reason } of trials.values()) {
    const isFirst = point.x > 0.9;
    if (!isFirst || way.state === 'complete') {
      if (value !== point.x) faults.push(`trial ${number} is ${state} with ${value}: ${reason}`);
    } else if (state !== way.state || !way.reason.test(reason)) {
      faults.push(`trial ${number} is ${state}: ${reason}`);
    }
  }
  if (trials.size !== 4) faults.push(`${trials.size} trials, not 4`);
  // A killed process is fetched by init, which may take a moment.
  for (let n = 0; n < 20 && leftOver(tag).length > 0; n++) await wait(100);
  const processes = leftOver(tag);
  if (processes.length > 0) faults.push(`processes are left: ${processes}`);
  for (const pid of processes) process.kill(Number(pid), 'SIGKILL');
  const folders = readdirSync(temporary).filter((one) => one.startsWith('tune-'));
  if (folders.length > 0) faults.push(`folders are left: ${folders}`);
  rmSync(temporary, { recursive: true, force: true });
  return faults.map((fault) => `${name}: ${String(fault).slice(0, 300)}`);
}

async function main() {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, every: { type: 'string', default: '1' } },
  });
  const names = Object.keys(WAYS).filter(
    (name, index) => (values.only ?? name) === name && index % Number(values.every) === 0,
  );
  const waiting = [...names];
  const faults = [];
  const began = performance.now();
  const work = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      faults.push(...(await check(name, WAYS[name])));
    }
  };
  await Promise.all([work(), work()]);
  process.stdout.write(
    [
      `misbehaving objectives, Node ${process.versions.node}`,
      `  objectives  ${names.length}, each in a search of 4 trials`,
      `  faults      ${faults.length}`,
      `  time        ${((performance.now() - began) / 1000).toFixed(0)} s`,
      ...faults.map((fault) => `  ${fault}`),
      '',
    ].join('\n'),
  );
  process.exitCode = faults.length === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
