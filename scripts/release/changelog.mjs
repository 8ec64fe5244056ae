const KINDS = ['major', 'minor', 'patch'];

/**
 * The changelog with an entry for `version`.
 *
 * @param text CHANGELOG.md, newest version first
 * @param changes the texts of the files of .changeset: which packages, and a description in Markdown
 */
export function changelogWith(text, version, changes) {
  const parsed = changes.map(parseChange).sort((a, b) => a.rank - b.rank);
  const entry = `## ${version}\n\n${parsed.map(({ item }) => item).join('\n')}\n\n`;
  const newest = text.search(/^## /m);
  return newest < 0
    ? `${text.trimEnd()}\n\n${entry.trimEnd()}\n`
    : text.slice(0, newest) + entry + text.slice(newest);
}

function parseChange(text) {
  const [, head, body] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text);
  const kinds = head.split('\n').map((line) => line.split(':').at(-1).trim());
  const lines = body.trim().split('\n');
  const item = lines.map((line, index) => (index === 0 ? `- ${line}` : line && `  ${line}`));
  return { rank: Math.min(...kinds.map((kind) => KINDS.indexOf(kind))), item: item.join('\n') };
}
