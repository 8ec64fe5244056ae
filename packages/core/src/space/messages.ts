import { isError } from '../realms.ts';
import { quote } from '../tune-error.ts';

const MAX_LISTED = 20;

/** The first of many words, and how many there are. */
export function listed(words: readonly string[], separator = ', '): string {
  if (words.length <= MAX_LISTED) return words.join(separator);
  const rest = words.length - MAX_LISTED;
  return `${words.slice(0, MAX_LISTED).join(separator)}${separator}and ${rest} more`;
}

/** A thrown thing in words; it may be anything, also something that throws when it is looked at. */
export function thrownText(thrown: unknown): string {
  try {
    return isError(thrown) ? String(thrown.message) || String(thrown.name) : quote(thrown);
  } catch {
    return 'something that cannot be shown';
  }
}
