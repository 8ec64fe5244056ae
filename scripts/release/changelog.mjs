/**
 * The changelog with an entry for `version`.
 *
 * @param text CHANGELOG.md, newest version first
 * @param changes as `{ description }`, in their order
 */
export function changelogWith(text, version, changes) {
  const entry = `## ${version}\n\n${changes.map(itemOf).join('\n')}\n\n`;
  const newest = text.search(/^## /m);
  return newest < 0
    ? `${text.trimEnd()}\n\n${entry.trimEnd()}\n`
    : text.slice(0, newest) + entry + text.slice(newest);
}

function itemOf({ description }) {
  const [first, ...rest] = description.split('\n');
  return [`- ${first}`, ...rest.map((line) => line && `  ${line}`)].join('\n');
}
