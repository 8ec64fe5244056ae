const LEVELS = ['INFO', 'INFO', 'INFO', 'WARN', 'ERROR'];
const WORDS =
  'request response user session cache query index timeout retry queue worker payload token'.split(
    ' ',
  );

/** About so many bytes of made-up log lines; equal seeds give equal ones. */
export function logLines(bytes, seed) {
  let state = seed >>> 0;
  // A linear congruential generator is random enough for words.
  const below = (count) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
  const pick = (list) => list[below(list.length)];
  const lines = [];
  for (let length = 0, time = 0; length < bytes; time += below(50)) {
    const words = Array.from({ length: 4 + below(8) }, () => pick(WORDS)).join(' ');
    const line = `${time} ${pick(LEVELS)} [${pick(WORDS)}-${below(64)}] ${words} id=${below(1e9).toString(36)}\n`;
    lines.push(line);
    length += line.length;
  }
  return Buffer.from(lines.join(''));
}
