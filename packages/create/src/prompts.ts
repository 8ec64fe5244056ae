import type { Readable, Writable } from 'node:stream';
import { createError } from './errors.ts';

/** One of several answers. */
export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

/** Asks a person. Each rejects with CREATE_CANCELED if the person cancels. */
export interface Prompts {
  choose<Value extends string>(
    question: string,
    choices: readonly Choice<Value>[],
    proposed: Value,
  ): Promise<Value>;
  /** @param fault  what is wrong with an answer; undefined if nothing is */
  text(
    question: string,
    proposed: string,
    fault?: (answer: string) => string | undefined,
  ): Promise<string>;
  confirm(question: string, proposed: boolean): Promise<boolean>;
}

/** Text of a file as a terminal may get it: without control characters. */
export const visible = (text: string): string => text.replaceAll(/\p{Cc}/gu, '\u{fffd}');

/** Asks on a terminal. */
export async function terminalPrompts(input: Readable, output: Writable): Promise<Prompts> {
  const { confirm, isCancel, select, text } = await import('@clack/prompts');
  const answered = <Value>(answer: Value | symbol): Value => {
    if (isCancel(answer)) throw createError('CREATE_CANCELED');
    return answer as Value;
  };
  const streams = { input, output };
  return {
    async choose(message, choices, initialValue) {
      const options = choices.map(({ value, label }) => ({
        value: value as string,
        label: visible(label),
      }));
      const question = visible(message);
      const answer = await select<string>({ ...streams, message: question, options, initialValue });
      return answered(answer) as typeof initialValue;
    },
    async text(message, proposed, fault) {
      const answer = await text({
        ...streams,
        message: visible(message),
        placeholder: visible(proposed),
        defaultValue: proposed,
        validate: (value) => fault?.(value === undefined || value === '' ? proposed : value),
      });
      return answered(answer);
    },
    async confirm(message, initialValue) {
      return answered(await confirm({ ...streams, message: visible(message), initialValue }));
    },
  };
}
