/** Text for a cell of a table. */
export const cell = (text) =>
  String(text)
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll('|', '\\|');

/** Text that is code, as a cell; empty text stays empty. */
export const codeCell = (text) => (text === '' ? '' : `\`${cell(text)}\``);

/** A table of rows of cells. */
export const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** The note at the end of a page. */
export const generatedBy =
  'This page is generated from the code by `node scripts/generate-reference.mjs`.';
