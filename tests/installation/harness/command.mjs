import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** The projects know nothing of the repository or of the npm that started the matrix. */
const KEPT =
  /^npm_config_(registry|cache|userconfig|globalconfig|cafile|(https?_)?proxy|noproxy)$/i;
const REMOVED = /^(npm_|NODE_OPTIONS$|NODE_PATH$|GP_NATIVE_PATH$|INIT_CWD$|VITEST|FORCE_COLOR$)/i;

/** The environment of every command. */
export const cleanEnv = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => KEPT.test(name) || !REMOVED.test(name)),
  ),
  NO_COLOR: '1',
  CI: 'true',
};

const running = new Set();
/** Ends every process that still runs, with its children. */
export function endAll() {
  for (const child of running) kill(child);
}

function kill(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/** Starts a command in a process group of its own, with low priority. */
export function start(command, args, { cwd, env = {} }) {
  const child = spawn('nice', ['-n', '10', command, ...args], {
    cwd,
    env: { ...cleanEnv, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  running.add(child);
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => (output[name] += text));
  }
  const ended = new Promise((resolve) => {
    const end = (code) => {
      running.delete(child);
      resolve(code);
    };
    child.once('error', (error) => {
      output.stderr += error.message;
      end(-1);
    });
    child.once('close', (code, signal) => end(code ?? signal));
  });
  /** Resolves with the match once the output has it. */
  async function says(pattern, seconds = 60) {
    const until = performance.now() + seconds * 1000;
    for (let over = false; ; await sleep(50)) {
      const match = pattern.exec(output.stdout);
      if (match !== null) return match;
      if (over || performance.now() > until) {
        throw new Error(`${command} never said ${pattern}:\n${output.stdout}\n${output.stderr}`);
      }
      over = child.exitCode !== null;
    }
  }
  return { output, ended, says, stop: () => (kill(child), ended) };
}

/** Runs a command to its end; its output. Throws with the end of the output if it fails or takes too long. */
export async function run(command, args, { seconds = 180, fails = false, ...options }) {
  const { output, ended, stop } = start(command, args, options);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    void stop();
  }, seconds * 1000);
  const code = await ended;
  clearTimeout(timer);
  if (late || (code !== 0) !== fails) {
    const what = late ? `took more than ${seconds} s` : `ended with ${code}`;
    const text = `${output.stdout}\n${output.stderr}`.trim().slice(-4000);
    throw new Error(`\`${[command, ...args].join(' ')}\` ${what}:\n${text}`);
  }
  return output;
}
