// Programs that misbehave as objectives: node tests/faults/programs.mjs [--count 300] [--seed 1]
// Prints figures, and ends with 1 if a trial ends otherwise than it has to, or if anything is left.
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '300' }, seed: { type: 'string', default: '1' } },
});
const [count, seed] = [Number(values.count), Number(values.seed)];

/** Every process of this run has it in its environment, whatever it does. */
const mark = randomUUID();
process.env['TUNE_FAULTS'] = mark;
const folder = mkdtempSync(join(tmpdir(), 'program-faults-'));
process.env['TMPDIR'] = join(folder, 'tmp');
mkdirSync(process.env['TMPDIR']);
// The processes that these start inherit both.

const { createStudy } = await import('@tune/core');
const { command } = await import('@tune/objectives/command');
const { processPool, sqliteStorage } = await import('@tune/runtime');
const { random } = await import('@tune/strategies');

/** What a program does, in Python, and how its trial has to end. */
const BEHAVIORS = {
  'prints a value': ['print(7)', 'complete'],
  'prints a value without a line end': ['out.write(b"7")', 'complete'],
  'prints a value late': ['time.sleep(0.3); print(7)', 'complete'],
  'draws a progress bar': ['out.write(b" 10%\\r 20%\\r100%\\r7\\r\\n")', 'complete'],
  'reports 20,000 times': [
    'for step in range(20000): print(\'{"step":%d,"value":1}\' % step)\nprint(7)',
    'complete',
  ],
  'prints 30 MB on one line': [
    'for _ in range(30): out.write(b"x" * 1000000)\nout.write(b"\\n7\\n")',
    'complete',
  ],
  'prints 200,000 lines': [
    'for line in range(200000): out.write(b"%d\\n" % line)\nprint(7)',
    'complete',
  ],
  'prints bytes that are no text': ['out.write(os.urandom(200000) + b"\\n7\\n")', 'complete'],
  'leaves a daemon': ['daemon()\nprint(7)', 'complete'],
  'leaves 20 children': [
    'for _ in range(20): subprocess.Popen(["sleep", "600"])\nprint(7)',
    'complete',
  ],
  'leaves a daemon without output': ['daemon(close=True)\nprint(7)', 'complete'],
  'removes its parameters': [
    'import shutil; shutil.rmtree(os.path.dirname(os.environ["TUNE_PARAMS_FILE"]))\nprint(7)',
    'complete',
  ],
  'removes the folder of its process': [
    'import shutil; shutil.rmtree(os.path.dirname(os.path.dirname(os.environ["TUNE_PARAMS_FILE"])))\nprint(7)',
    'complete',
  ],
  'prints nothing': ['pass', /printed nothing/],
  'closes its output': ['os.close(1); os.close(2)\nos._exit(0)', /printed nothing/],
  'prints text': ['print("done")', /printed "done"/],
  'prints Infinity': ['print(float("inf"))', /printed inf .*finite/],
  'ends with 3 after a value': ['print(7)\nsys.exit(3)', /exit code 3/],
  throws: ['raise ValueError("too large")', /exit code 1: ValueError: too large/],
  'writes 5 MB to stderr': [
    'sys.stderr.write("error\\n" * 800000)\nsys.exit(1)',
    /^python3 ended with exit code 1: error\n[^]{4000,5000}$/,
  ],
  crashes: ['os.abort()', /SIGABRT/],
  'kills itself': ['os.kill(os.getpid(), 9)', /killed by SIGKILL/],
  'kills the process that started it': [
    'os.kill(os.getppid(), 9)\ntime.sleep(600)',
    /its process was killed by SIGKILL/,
  ],
  'reports a bad step': [
    'print(\'{"step":-1,"value":1}\', flush=True)\ntime.sleep(600)',
    /a step is/,
  ],
  'takes 600 MB': ['held = bytearray(b"x") * 600000000\ntime.sleep(600)', /it used \d+ MiB/],
  hangs: ['time.sleep(600)', /took longer/],
  'hangs, deaf, with a daemon': [
    'signal.signal(signal.SIGTERM, signal.SIG_IGN)\ndaemon()\ntime.sleep(600)',
    /took longer/,
  ],
  'stops itself': ['os.kill(os.getpid(), signal.SIGSTOP)', /took longer/],
};

writeFileSync(
  join(folder, 'program.py'),
  `
import os, signal, subprocess, sys, time
out = sys.stdout.buffer
def daemon(close=False):
    if os.fork() == 0:
        os.setsid()
        if close:
            for file in range(3): os.close(file)
        if os.fork() == 0: os.execvp("sleep", ["sleep", "600"])
        os._exit(0)
${Object.values(BEHAVIORS)
  .map(([code], index) => `if int(sys.argv[1]) == ${index}:\n${code.replaceAll(/^/gm, '    ')}`)
  .join('\n')}
`,
);

const options = {
  command: ['python3', 'program.py', '{behavior}'],
  space: [{ name: 'behavior', type: 'int', low: 0, high: Object.keys(BEHAVIORS).length - 1 }],
  folder,
};
const objective = command(options);
const pool = processPool({
  concurrency: 6,
  memoryLimitBytes: 400 * 2 ** 20,
  objective: {
    ...{ module: import.meta.resolve('@tune/objectives/command'), export: 'command' },
    ...{ version: objective.version, options },
  },
});
const storage = sqliteStorage(join(folder, 'tune.db'));
const study = await createStudy({
  ...{ name: 'programs', space: objective.space, direction: 'minimize', seed, storage },
  ...{ strategy: random(), budget: { trials: count }, maxRetries: 0 },
});

const wrong = [];
const ends = { complete: 0, failed: 0 };
const began = performance.now();
await study.optimize(objective, {
  executor: pool,
  timeoutMs: 10_000,
  onEvent({ type, trial }) {
    if (type !== 'trial-ended') return;
    const [name, [, expected]] = Object.entries(BEHAVIORS)[trial.point.behavior];
    const { outcome } = trial;
    ends[trial.state] = (ends[trial.state] ?? 0) + 1;
    const isRight =
      typeof expected === 'string'
        ? outcome?.state === expected && outcome.values[0] === 7
        : outcome?.state === 'failed' && expected.test(outcome.reason);
    if (!isRight) wrong.push(`${name}: ${JSON.stringify(outcome ?? trial.state).slice(0, 300)}`);
  },
});
const seconds = (performance.now() - began) / 1000;
await pool.close();
await study.dispose();
await storage.close?.();

const left = readdirSync('/proc').filter((pid) => {
  try {
    const isMarked = readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`TUNE_FAULTS=${mark}`);
    return isMarked && Number(pid) !== process.pid;
  } catch {
    return false;
  }
});
const files = readdirSync(process.env['TMPDIR']);
const told = Object.entries(ends).map(([state, number]) => `${number} ${state}`);
console.log(
  `${count} programs of ${Object.keys(BEHAVIORS).length} kinds, seed ${seed}, ${seconds.toFixed(0)} s: ${told.join(', ')}; ${wrong.length} ended otherwise than they had to, ${left.length} processes and ${files.length} folders left`,
);
for (const line of wrong) console.log(`  FAIL ${line}`);
for (const pid of left) process.kill(Number(pid), 'SIGKILL');
rmSync(folder, { recursive: true, force: true });
if (study.trials.length !== count || wrong.length + left.length + files.length > 0) {
  process.exitCode = 1;
}
