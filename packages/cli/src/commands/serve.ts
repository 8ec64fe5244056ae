import { createInterface } from 'node:readline';
import { TuneError } from '@tune/core';
import { EXIT } from '../exit-code.ts';
import { isRead, log, write } from '../output.ts';
import { parseRequest } from '../serve/request.ts';
import { Session, type Answer } from '../serve/session.ts';
import { usage } from '../usage.ts';

/**
 * `tune serve --stdio`: one request a line on stdin, one answer a line on stdout, in order. Ends with
 * the operation `stop` or the end of stdin.
 */
export async function serveCommand({ stdio }: { readonly stdio: boolean }): Promise<number> {
  if (!stdio) throw usage('tune serve expects --stdio: requests on stdin, answers on stdout.');
  const session = new Session();
  try {
    for await (const line of createInterface({ input: process.stdin })) {
      if (line.trim() === '') continue;
      const answer = await answerTo(session, line);
      if (answer === undefined) break;
      await write(`${JSON.stringify(answer)}\n`);
      if (!isRead()) break;
    }
    return EXIT.ok;
  } finally {
    session.close();
    // A client that holds it open would hold this process too.
    process.stdin.destroy();
  }
}

/** Undefined where the client wants no more. */
async function answerTo(session: Session, line: string): Promise<Answer | undefined> {
  try {
    const request = parseRequest(line);
    return request['op'] === 'stop' ? undefined : await session.answer(request);
  } catch (error) {
    if (error instanceof TuneError) return refusal(error);
    // A fault of a plugin, or of ours: the client learns of it, the stack is for people.
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    const reason = error instanceof Error ? error.message : String(error);
    return refusal(new TuneError('STRATEGY_FAILED', { reason }, { cause: error }));
  }
}

const refusal = ({ code, message }: TuneError): Answer => ({ error: { code, message } });
