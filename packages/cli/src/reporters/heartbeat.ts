const EVERY_MS = 10_000;

/**
 * Passes a sentence on if it says something new; one that differs from the last only in its numbers
 * passes every ten seconds. For outputs that keep every line.
 */
export function heartbeat(
  print: (sentence: string) => void,
  clock: () => number = () => performance.now(),
): (sentence: string) => void {
  let last: string | undefined;
  let printed = 0;
  return (sentence) => {
    const words = sentence.replace(/[\d.,]+/g, '#');
    if (words === last && clock() - printed < EVERY_MS) return;
    last = words;
    printed = clock();
    print(sentence);
  };
}
