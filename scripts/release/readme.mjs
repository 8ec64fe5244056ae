import { posix } from 'node:path';

/** `](target)` and `](target#part)` in Markdown; code is left alone by the caller. */
const LINK = /\]\((?!\w+:|#)([^)\s#]+)(#[^)\s]*)?\)/g;

/**
 * A README with links that work outside of the clone: those to files that the package does not ship lead to the
 * repository.
 *
 * @param text the README of the package
 * @param about `directory`: the package's folder in the clone; `files`: what is shipped; `link`: path in the clone ->
 *   address
 */
export function publishedReadme(text, { directory, files, link }) {
  const shipped = new Set(files);
  const rewrite = (line) =>
    line.replace(LINK, (whole, target, part = '') =>
      shipped.has(posix.normalize(target))
        ? whole
        : `](${link(posix.join(directory, target))}${part})`,
    );
  let isCode = false;
  return text
    .split('\n')
    .map((line) => {
      if (/^\s*(```|~~~)/.test(line)) isCode = !isCode;
      return isCode ? line : rewrite(line);
    })
    .join('\n');
}
