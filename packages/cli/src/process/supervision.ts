import { isUnderNohup } from './nohup.ts';

/** The environment variable of a command that has a supervisor; it is not passed on to what it starts. */
export const SUPERVISED = 'TUNE_SUPERVISED';

/** The environment variable of everything that a supervised command starts, with a value of its own. */
export const SESSION = 'TUNE_SESSION';

/** The file descriptor of a supervised command on which its supervisor tells signals. */
export const SUPERVISOR_CHANNEL = 3;

/** What is written there for a signal. */
export const INTERRUPT = '!';

/** What asks a command to stop: Ctrl-C, kill, and a terminal that is closed. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Calls back for each signal that asks to stop; under nohup SIGHUP is none. @returns stops listening */
export function onStopSignal(heard: () => void): () => void {
  const ignored = (): void => undefined;
  const listeners = SIGNALS.map(
    (name) => [name, name === 'SIGHUP' && isUnderNohup() ? ignored : heard] as const,
  );
  for (const [name, listener] of listeners) process.on(name, listener);
  return () => {
    for (const [name, listener] of listeners) process.off(name, listener);
  };
}
