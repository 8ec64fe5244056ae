/** How many characters a reason or a stack may have; what is longer is cut when it arrives. */
export const MAX_TEXT = 65_536;

/** A text of at most so many characters: a longer one is cut, and its end says how long it was. */
export function boundedText(text: string, most = MAX_TEXT): string {
  if (text.length <= most) return text;
  const end = `... (cut: ${text.length} characters)`;
  // Half of a surrogate pair is no character.
  return `${copyOf(text.slice(0, most - end.length).replace(/[\uD800-\uDBFF]$/, ''))}${end}`;
}

/** The same text in memory of its own: a part of a text keeps all of it. */
export const copyOf = (text: string): string => JSON.parse(JSON.stringify(text)) as string;
