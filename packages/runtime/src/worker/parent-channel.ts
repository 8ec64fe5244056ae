import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { CHANNEL, MAX_MESSAGE_BYTES, type FromChild, type ToChild } from '../pool/messages.ts';
import { LineReader } from '../pool/line-reader.ts';
import { writeNumber } from '../pool/read-message.ts';

// An objective may replace globals.
const { parse, stringify } = JSON;

/** How much of a long text is kept if a message is longer than the parent reads. */
const CUT_LENGTH = 2 ** 18;

/** The channel of a child process to the process that started it. */
export class ParentChannel {
  readonly #socket = new Socket({ fd: CHANNEL, readable: true, writable: true });

  /** @param onClose  called when the parent is gone, or has closed the channel */
  constructor(onMessage: (message: ToChild) => void, onClose: () => void) {
    const lines = new LineReader(Infinity);
    this.#socket.on('data', (chunk: Buffer) => {
      for (const line of lines.read(chunk)) onMessage(parse(line!) as ToChild);
    });
    // Without a parent nothing is delivered; `close` follows.
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', onClose);
  }

  send(message: FromChild): void {
    if (this.#socket.writable) this.#socket.write(lineOf(message));
  }

  /** Sends as the last act of the process, if everything before it has been sent. */
  sendLast(message: FromChild): void {
    if (this.#socket.writableLength > 0) return;
    try {
      writeSync(CHANNEL, lineOf(message));
    } catch {
      // The parent is gone, or has much to read.
    }
  }
}

function lineOf(message: FromChild): string {
  const line = stringify(
    message.type === 'reported' ? { ...message, value: writeNumber(message.value) } : message,
  );
  // A character takes up to three bytes.
  if (line.length < MAX_MESSAGE_BYTES / 3) return `${line}\n`;
  return `${stringify(message, (_, value: unknown) => (typeof value === 'string' ? value.slice(0, CUT_LENGTH) : value))}\n`;
}
