import { isTuneError, TuneError, type Json } from '@tune/core';
import { jsonFault, reasonOf } from '@tune/core/plugin';

/** An error as it crosses from thread to thread. */
export interface SentError {
  /** Missing for what is no error: a strategy may throw anything. */
  readonly name?: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: string;
  readonly details?: Json;
}

export const isSentError = (value: unknown): value is SentError =>
  typeof (value as Partial<SentError> | null | undefined)?.message === 'string';

/** Lines of a stack from here on are those of the thread, not of the strategy. */
const OWN_FRAMES = /[\\/]strategy-host[\\/]/;

/** Whatever was thrown, this does not throw. */
export function sentError(error: unknown): SentError {
  const message = reasonOf(error, 'the strategy');
  try {
    const { name, stack } = error as { readonly name: unknown; readonly stack: unknown };
    if (typeof name !== 'string' || typeof stack !== 'string') return { message };
    const sent = { name, message, stack: strategyFrames(stack) };
    if (!isTuneError(error)) return sent;
    const details = jsonFault(error.details) === undefined ? (error.details as Json) : {};
    return { ...sent, code: error.code, details };
  } catch {
    // A getter or a proxy of the strategy threw.
    return { message };
  }
}

function strategyFrames(stack: string): string {
  const lines = stack.split('\n');
  const own = lines.findIndex((line) => /^\s+at /.test(line) && OWN_FRAMES.test(line));
  return (own === -1 ? lines : lines.slice(0, own)).join('\n');
}

/** The error as it is thrown on. */
export function receivedError({ name, message, stack, code, details }: SentError): Error {
  const error =
    code === undefined
      ? new Error(message)
      : new TuneError(code, message, {
          details: (details ?? {}) as Readonly<Record<string, Json>>,
        });
  if (name !== undefined && code === undefined) error.name = name;
  // That of this side says nothing.
  error.stack = stack ?? message;
  return error;
}
