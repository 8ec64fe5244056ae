/** The commands of the first block of a README. One that ends with a backslash goes on in the next line. */
export function commandsOf(text) {
  const block = /^```(?:sh)?\n(.*?)^```/ms.exec(text)?.[1] ?? '';
  return block
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '');
}

/** Whether a command goes on until it is stopped. */
export const isServer = (command) => /^npm (start|run (dev|preview))$/.test(command);
