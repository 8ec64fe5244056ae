// Anchors as GitHub makes them, so that a link works in the repository and on the site.
const PUNCTUATION = /[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu;

/** The anchor of a heading; a page numbers those that repeat. */
export const slugOf = (heading) =>
  heading.trim().toLowerCase().replaceAll(PUNCTUATION, '').replaceAll(' ', '-');
