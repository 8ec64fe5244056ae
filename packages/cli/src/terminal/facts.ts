import { displayWidth, pad, wrap } from './width.ts';

/** Columns of a label, at least: below each other, facts of several blocks are aligned. */
const LEAST_LABEL = 10;
const GAP = 2;
/** With less room behind the labels, facts stand below them. */
const LEAST_ROOM = 36;

/** A label, and what it says: a sentence, or lines made for the room that there is. */
export type Fact = readonly [label: string, text: string | ((room: number) => readonly string[])];

/** Facts behind their labels; on a narrow terminal below them. */
export function factLines(facts: readonly Fact[], width: number): string[] {
  const ofLabel = Math.max(LEAST_LABEL, ...facts.map(([label]) => displayWidth(label)));
  const isNarrow = width - 1 - ofLabel - GAP < LEAST_ROOM;
  const hang = ' '.repeat(isNarrow ? 3 : 1 + ofLabel + GAP);
  const room = Math.max(1, width - hang.length);
  return facts.flatMap(([label, text]) => {
    const lines = (typeof text === 'string' ? wrap(text, room) : text(room)).flatMap((line) =>
      wrap(line, room),
    );
    const indented = lines.map((line) => hang + line);
    if (isNarrow) return [` ${label}`, ...indented];
    return [` ${pad(label, ofLabel + GAP)}${lines[0] ?? ''}`.trimEnd(), ...indented.slice(1)];
  });
}
