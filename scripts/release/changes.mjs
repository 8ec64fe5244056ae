// The changes that no release has yet: files in .changeset, in the format of changesets. How they become a version is
// decided here: changesets makes every minor version a major one as soon as a package has a peer among the others.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../steps.mjs';

export const CHANGES = join(root, '.changeset');

const KINDS = ['major', 'minor', 'patch'];

/** The names of the files that `npm run change` wrote. */
export function pendingChanges(folder = CHANGES) {
  return readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
}

/** A file as `{ kind, description }`: its largest kind of change, and a text in Markdown. */
export function parseChange(text) {
  const [, head = '', body = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  const kinds = head.split('\n').map((line) => line.split(':').at(-1).trim());
  const kind = KINDS.find((each) => kinds.includes(each));
  if (kind === undefined || body.trim() === '') {
    throw new Error(`Expected packages with ${KINDS.join(', ')} and a description, got:\n${text}`);
  }
  return { kind, description: body.trim() };
}

/** The changes of a folder, the largest first. */
export function readChanges(folder = CHANGES) {
  return pendingChanges(folder)
    .map((name) => parseChange(readFileSync(join(folder, name), 'utf8')))
    .sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
}

/** The version after `version` with changes of which `kind` is the largest. */
export function nextVersion(version, kind) {
  const [major, minor, patch] = version.split('.').map(Number);
  if (kind === 'major') return `${major + 1}.0.0`;
  return kind === 'minor' ? `${major}.${minor + 1}.0` : `${major}.${minor}.${patch + 1}`;
}
