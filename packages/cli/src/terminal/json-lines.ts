import { jsonText } from './visible.ts';
import { displayWidth } from './width.ts';

/**
 * JSON in lines of a width, broken only behind commas between values, so that it can be pasted as it is. A
 * text that is longer than a line has one that is too long.
 */
export function jsonLines(value: unknown, width: number): string[] {
  const lines: string[] = [''];
  for (const part of partsOf(jsonText(value))) {
    const line = lines.at(-1)!;
    if (line !== '' && displayWidth(line + part) > width) lines.push(part);
    else lines[lines.length - 1] = line + part;
  }
  return lines;
}

/** The text, cut behind each comma that is not within a string. */
const partsOf = (json: string): readonly string[] =>
  json.match(/(?:"(?:[^"\\]|\\.)*"|[^,"])+,?|,/g) ?? [json];
