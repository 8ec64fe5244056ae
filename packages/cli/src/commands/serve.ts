import { createInterface } from 'node:readline';
import { isTuneError, type TuneError } from '@tune/core';
import { cliError, usage } from '../errors.ts';
import type { Flags } from '../options/flags.ts';
import { EXIT } from '../process/exit-code.ts';
import { log, readerGone, write } from '../process/output.ts';
import { parseRequest } from '../serve/request.ts';
import { Session, type Answer } from '../serve/session.ts';

/**
 * `tune serve --stdio`: one request a line on stdin, one answer a line on stdout, in order. Ends with
 * the operation `stop` or the end of stdin.
 */
export async function serveCommand({ stdio }: Flags<'stdio'>): Promise<number> {
  if (!stdio) throw usage('tune serve expects --stdio: requests on stdin, answers on stdout.');
  const session = new Session();
  try {
    for await (const line of createInterface({ input: process.stdin })) {
      if (line.trim() === '') continue;
      const answer = await answerTo(session, line);
      if (answer === undefined) break;
      await write(`${JSON.stringify(answer)}\n`);
      if (readerGone.aborted) break;
    }
    return EXIT.ok;
  } finally {
    await session.close();
    // A client that keeps stdin open would keep this process alive.
    process.stdin.destroy();
  }
}

/** Undefined if the client asked to stop. */
async function answerTo(session: Session, line: string): Promise<Answer | undefined> {
  try {
    const request = parseRequest(line);
    return request['op'] === 'stop' ? undefined : await session.answer(request);
  } catch (error) {
    if (isTuneError(error)) return refusal(error);
    // A bug of a plugin, or of ours: the client gets a sentence, the stack is for people.
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    const reason = error instanceof Error ? error.message : String(error);
    return refusal(cliError('STRATEGY_FAILED', { reason }, { cause: error }));
  }
}

const refusal = ({ code, message }: TuneError): Answer => ({ error: { code, message } });
