import { Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { EXIT } from './exit-code.ts';
import { INTERRUPT, onStopSignal, SIGNALS, SUPERVISED, SUPERVISOR_CHANNEL } from './supervision.ts';

/** Where requests to stop come from: signals of the system, or a supervisor that passes them on. */
type Listen = (heard: () => void) => () => void;

let listen: Listen = onStopSignal;

/** Calls back for each request to stop. @returns stops listening */
export const onStopRequest: Listen = (heard) => listen(heard);

/**
 * From here on requests to stop come from the supervisor, if there is one. Those that the terminal sends
 * to all of its processes are ignored, so that each counts once. While no command listens, one ends the
 * process; so does the end of the supervisor.
 */
export function connectToSupervisor(): void {
  if (process.env[SUPERVISED] === undefined) return;
  Reflect.deleteProperty(process.env, SUPERVISED);
  for (const name of SIGNALS) process.on(name, () => undefined);
  const listeners = new Set<() => void>();
  listen = (heard) => {
    listeners.add(heard);
    return () => listeners.delete(heard);
  };
  const channel = new Socket({ fd: SUPERVISOR_CHANNEL, readable: true, writable: false });
  channel.setEncoding('latin1').on('data', (text: string) => {
    for (const sign of text) {
      if (sign !== INTERRUPT) continue;
      if (listeners.size === 0) process.exit(EXIT.interrupted);
      for (const heard of listeners) heard();
    }
  });
  channel.on('error', () => undefined);
  channel.on('close', () => process.exit(EXIT.failed));
  channel.unref();
  watchSupervisor();
}

/** How often the thread looks whether the supervisor lives, and how long this process may outlive it. */
const [EVERY_MS, ORPHAN_MS] = [100, 500];

/** A thread ends the process if the supervisor is gone and the main thread is kept from noticing. */
function watchSupervisor(): void {
  const code = `
    const supervisor = process.ppid;
    setInterval(() => {
      if (process.ppid === supervisor) return;
      setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${ORPHAN_MS});
    }, ${EVERY_MS});`;
  const options = {
    eval: true,
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 8 },
  };
  new Worker(code, { ...options, stdin: false }).unref();
}
