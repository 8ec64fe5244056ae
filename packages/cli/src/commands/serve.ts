import { addAbortSignal } from 'node:stream';
import { isTuneError, type TuneError } from '@tune/core';
import { reasonOf } from '@tune/core/plugin';
import { cliError, usage } from '../errors.ts';
import type { Flags } from '../options/flags.ts';
import { EXIT } from '../process/exit-code.ts';
import { onInterrupt } from '../process/interrupt.ts';
import { log, readerGone, writeAnswer, yieldToEventLoop } from '../process/output.ts';
import { LineReader, type Line } from '../serve/line-reader.ts';
import { parseRequest } from '../serve/request.ts';
import { Session, type Answer } from '../serve/session.ts';

/** Lines that come all at once are answered for so long before signals are let in. */
const TURN_MS = 50;

/**
 * `tune serve --stdio`: one request a line on stdin, one answer a line on stdout, in order. Ends with
 * the operation `stop`, the end of stdin, or Ctrl-C; what was told is stored by then.
 */
export async function serveCommand({ stdio }: Flags<'stdio'>): Promise<number> {
  if (!stdio) throw usage('tune serve expects --stdio: requests on stdin, answers on stdout.');
  const interrupt = onInterrupt(undefined, () => undefined);
  const { signal, forceStop } = interrupt;
  const session = new Session(signal);
  // A client that reads nothing holds up the write of an answer, and the end of this process.
  forceStop.addEventListener('abort', () => {
    void session.close().finally(() => process.exit(EXIT.interrupted));
  });
  try {
    const reader = new LineReader();
    let isOver = false;
    for await (const chunk of addAbortSignal(signal, process.stdin)) {
      isOver = await answerLines(session, reader.push(chunk as Buffer), signal);
      if (isOver) break;
    }
    if (!isOver) await answerLines(session, reader.end(), signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    // A client that keeps stdin open would keep this process alive.
    process.stdin.destroy();
    await session.close();
    interrupt.release();
  }
  return signal.aborted ? EXIT.interrupted : EXIT.ok;
}

/** @returns whether there is nothing more to answer: the client asked to stop, or has gone */
async function answerLines(
  session: Session,
  lines: readonly Line[],
  signal: AbortSignal,
): Promise<boolean> {
  let turn = performance.now();
  for (const line of lines) {
    const answer = await answerTo(session, line, signal);
    if (answer === undefined) return true;
    await writeAnswer(answer);
    if (readerGone.aborted || signal.aborted) return true;
    if (session.lost?.aborted) throw session.lost.reason;
    if (performance.now() - turn < TURN_MS) continue;
    await yieldToEventLoop();
    turn = performance.now();
  }
  return false;
}

/** Undefined if the client asked to stop, or Ctrl-C has cut the request off. */
async function answerTo(
  session: Session,
  line: Line,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  try {
    if (!('text' in line)) throw cliError('CLI_REQUEST_INVALID', { name: 'a line', ...line });
    return await session.answer(parseRequest(line.text));
  } catch (error) {
    if (signal.aborted && error === signal.reason) return undefined;
    return refusal(isTuneError(error) ? error : unexpected(error));
  }
}

/** A bug of a plugin, or of ours: the client gets a sentence, the stack is for people. */
function unexpected(error: unknown): TuneError {
  log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return cliError('CLI_REQUEST_FAILED', { reason: reasonOf(error) }, { cause: error });
}

/** How much of a message is answered, in characters. */
const MAX_MESSAGE = 10_000;

function refusal({ code, message }: TuneError): Answer {
  const isLong = message.length > MAX_MESSAGE;
  return { error: { code, message: isLong ? `${message.slice(0, MAX_MESSAGE)}...` : message } };
}
