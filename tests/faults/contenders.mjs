// Programs that misbehave as strategies, beside one of ours: the search of ours is whole, that of the program
// ends as it has to, with its reason; and no process is left, also if the command is killed or interrupted
// while the program thinks.
//   node tests/faults/contenders.mjs [--only TEXT]
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const bin = fileURLToPath(new URL('../../packages/cli/bin/tune.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tune-contenders-'));
const began = performance.now();
const faults = [];

/** What a program does when it is asked for its third point, in Python, and how its run ends. */
const BEHAVIORS = {
  'ends with 3': ['sys.exit(3)', /exit code 3/],
  'ends with 0': ['sys.exit(0)', /exit code 0/],
  throws: ['raise ValueError("no luck")', /no luck/],
  crashes: ['os.abort()', /SIGABRT/],
  'kills itself': ['os.kill(os.getpid(), 9)', /SIGKILL/],
  'kills its group': ['os.killpg(0, 9)', /SIGKILL/],
  'writes text': ['put(b"Hello\\n")', /a JSON object/],
  'writes bytes that are no text': ['put(os.urandom(5000) + b"\\n")', /a JSON object|one line/],
  'writes NaN': ['put(b\'{"points":[{"x1":NaN,"x2":1}]}\\n\')', /a JSON object/],
  'writes half an answer and ends': ['put(b\'{"points":[{"x1"\'); sys.exit(0)', /exit code 0/],
  'writes 40 MB on one line': ['put(b"x" * 40000000 + b"\\n")', /at most 16 MiB/],
  'writes lines without an end': [
    'while True: put(b"{}\\n" * 10000)',
    /one line for each request|with at most 1 point/,
  ],
  'writes 40 MB to stderr': ['sys.stderr.write("error\\n" * 7000000); ask()', undefined],
  'writes 100,000 blank lines': ['put(b"\\n" * 100000); ask()', undefined],
  'answers twice': ['ask(); ask()', /one line for each request/],
  'answers with a list': ['put(b"[]\\n")', /a JSON object/],
  'answers with too many points': [
    'put(b\'{"points":[{"x1":1,"x2":1},{"x1":2,"x2":2}]}\\n\')',
    /at most 1 point/,
  ],
  'answers with a point outside': ['put(b\'{"points":[{"x1":100,"x2":1}]}\\n\')', /x1/],
  'answers with half a point': ['put(b\'{"points":[{"x1":1}]}\\n\')', /x2/],
  'answers with text in a point': ['put(b\'{"points":[{"x1":"1","x2":1}]}\\n\')', /x1/],
  'answers with a key of the prototype': [
    'put(b\'{"points":[{"x1":1,"x2":1,"__proto__":{"x":1}}]}\\n\')',
    /__proto__/,
  ],
  'answers with an error': ['put(b\'{"error":{"message":"no luck"}}\\n\')', /no luck/],
  'has no points any more': ['put(b\'{"points":[]}\\n\')', /was never tried/],
  'closes its output': ['os.close(1); time.sleep(600)', /closed its stdout/],
  'closes its input': ['os.close(0); ask(); time.sleep(600)', /closed its stdin/],
  'leaves a child': ['subprocess.Popen(["sleep", "600"]); ask()', undefined],
  'leaves a child and ends': ['subprocess.Popen(["sleep", "600"]); sys.exit(3)', /exit code 3/],
  'ignores every request to stop': [
    'signal.signal(15, signal.SIG_IGN); deaf = True; ask()',
    undefined,
  ],
};

writeFileSync(
  join(folder, 'rogue.py'),
  `
import json, os, random, signal, subprocess, sys, time
which, asked, deaf = sys.argv[1], 0, False
chance = random.Random(1)
def put(data):
    while data: data = data[os.write(1, data):]
def ask():
    put((json.dumps({"points": [{"x1": chance.uniform(-5, 10), "x2": chance.uniform(0, 15)}]}) + "\\n").encode())
def rogue():
    global deaf
    if which == "hangs": time.sleep(600)
    elif which == "spins":
        while True: pass
${Object.values(BEHAVIORS)
  .map(([code], index) => `    elif which == "${index}":\n${code.replaceAll(/^/gm, '        ')}`)
  .join('\n')}
while True:
    line = sys.stdin.readline()
    if line == "":
        if deaf: time.sleep(600)
        break
    op = json.loads(line)["op"]
    if op == "stop":
        if deaf: continue
        break
    if op == "suggest":
        asked += 1
        if asked == 3: rogue()
        else: ask()
    else: put(b'{"ok":true}\\n')
`,
);
writeFileSync(
  join(folder, 'helped.py'),
  `
import time
from tune_strategies import serve
class Helped:
    def __init__(self, space, seed, budget, options): self.asked = 0
    def suggest(self, count, pending):
        self.asked += 1
        if self.asked == 3: time.sleep(600)
        return [{"x1": self.asked, "x2": 1}] * count
    def observe(self, trials): pass
serve(Helped)
`,
);

/** A command, and the processes that have its mark in their environment. */
function start(strategy) {
  const mark = randomUUID();
  const args = [
    ...[bin, 'compare', '--objective', 'branin', '--strategies', `random,${strategy}`],
    ...['--trials', '6', '--json', '--storage', join(folder, `${randomUUID()}.db`)],
  ];
  const child = spawn(process.execPath, args, {
    ...{ cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
    env: { ...process.env, TUNE_FAULTS: mark, CI: 'true' },
  });
  let [text, stderr] = ['', ''];
  child.stdout.on('data', (data) => (text += data));
  child.stderr.on('data', (data) => (stderr += data));
  const over = new Promise((resolve) =>
    child.on('close', (code) => {
      resolve({ code, stderr, events: eventsOf() });
    }),
  );
  const processes = () =>
    readdirSync('/proc').filter((pid) => {
      try {
        const marked = readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark);
        return marked && !/^\S+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
      } catch {
        return false;
      }
    });
  const eventsOf = () =>
    text.split('\n').flatMap((line) => {
      const isWhole = line.startsWith('{') && line.endsWith('}');
      return isWhole ? JSON.parse(line) : [];
    });
  const isThinking = () =>
    eventsOf().filter(({ type, strategy }) => type === 'trial' && strategy !== 'random').length > 1;
  return { child, over, processes, isThinking };
}

/** What of a command is left after a while. */
async function left({ processes }, seconds) {
  for (let tries = 0; tries < seconds * 5; tries++) {
    if (processes().length === 0) return;
    await wait(200);
  }
  const pids = processes();
  const shown = pids.map((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '),
  );
  for (const pid of pids) process.kill(Number(pid), 'SIGKILL');
  return `${pids.length} processes are left: ${shown.join('; ')}`;
}

const LIMIT_MS = 60_000;

async function misbehave([name, [, expected]], index) {
  const run = start(`program:python3 rogue.py ${index}`);
  const found = await Promise.race([run.over, wait(LIMIT_MS)]);
  if (found === undefined) {
    run.child.kill('SIGKILL');
    await run.over;
    await left(run, 5);
    return `${name}: it goes on after ${LIMIT_MS / 1000} s`;
  }
  const { code, events, stderr } = found;
  const failed = events.find(({ type }) => type === 'strategy-failed');
  const trials = events.filter(({ type, strategy }) => type === 'trial' && strategy === 'random');
  if (trials.length !== 6) return `${name}: random has ${trials.length} trials: ${stderr}`;
  if (/^\s+at .*:\d+/m.test(stderr)) return `${name}: a stack: ${stderr.slice(0, 500)}`;
  if (code !== (expected === undefined ? 0 : 1)) return `${name}: exit code ${code}: ${stderr}`;
  const isRight = expected === undefined ? failed === undefined : expected.test(failed?.reason);
  if (!isRight) return `${name}: ${failed?.reason?.slice(0, 300)}`;
  const rest = await left(run, 3);
  return rest && `${name}: ${rest}`;
}

const ENDS = {
  'kill -9 of the command': ({ child }) => child.kill('SIGKILL'),
  'kill -9 of its process': ({ child }) => process.kill(innerOf(child), 'SIGKILL'),
  'kill -9 of both': ({ child }) => {
    const inner = innerOf(child);
    child.kill('SIGKILL');
    process.kill(inner, 'SIGKILL');
  },
  'Ctrl-C': ({ child }) => child.kill('SIGINT'),
};
const innerOf = ({ pid }) =>
  Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')[0]);

async function end([how, act], program, strategy) {
  const run = start(strategy);
  const what = `${how} while a program ${program}`;
  while (!run.isThinking()) {
    if (run.child.exitCode !== null) return `${what}: it ended: ${(await run.over).stderr}`;
    await wait(20);
  }
  await wait(100 + 400 * Math.random());
  const from = performance.now();
  act(run);
  const rest = await left(run, 10);
  const seconds = (performance.now() - from) / 1000;
  slowest = Math.max(slowest, seconds);
  return rest && `${what}: ${rest}`;
}
let slowest = 0;

const jobs = Object.entries(BEHAVIORS).map((one, index) => () => misbehave(one, index));
for (const one of Object.entries(ENDS)) {
  jobs.push(() => end(one, 'of the helper hangs', 'python:./helped.py'));
  // With both gone, only a program that uses the helper sees to its end while it thinks.
  if (one[0] === 'kill -9 of both') continue;
  for (const program of ['hangs', 'spins'])
    jobs.push(() => end(one, program, `program:python3 rogue.py ${program}`));
}
const names = [...Object.keys(BEHAVIORS)];
const chosen = jobs.filter((_, index) => (names[index] ?? 'kill').includes(values.only));
const queue = chosen.values();
await Promise.all(
  [1, 2, 3].map(async () => {
    for (const job of queue) {
      const fault = await job();
      if (fault === undefined) continue;
      faults.push(fault);
      process.stdout.write(`  ${fault}\n`);
    }
  }),
);
rmSync(folder, { recursive: true });
process.stdout.write(
  `contenders: ${chosen.length} commands with programs that misbehave in ${names.length} ways, or are killed while they think (the last process ended after ${slowest.toFixed(1)} s), ${Math.round((performance.now() - began) / 1000)} s, ${faults.length} faults\n`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
