/** The words of a command line; undefined if a shell would do more with it than split it. */
export function splitWords(line: string): string[] | undefined {
  const words: string[] = [];
  const pattern = /\s*((?:'[^']*'|"[^"$`\\]*"|[\w./@%+=:,~^-])+)(?=\s|$)/y;
  const text = line.trim();
  while (pattern.lastIndex < text.length) {
    const word = pattern.exec(text)?.[1];
    if (word === undefined) return undefined;
    words.push(
      word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, one?: string, two?: string) => one ?? two!),
    );
  }
  // A variable before the program belongs to the shell.
  return /^\w+=/.test(words[0] ?? '') ? undefined : words;
}

/** Words as a line that tune splits into the same words. */
export const joinWords = (words: readonly string[]): string =>
  words.map((word) => (/^[^\s"']+$/.test(word) ? word : `"${word}"`)).join(' ');

/** A word as a shell takes it. */
export const shellWord = (word: string): string =>
  /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
