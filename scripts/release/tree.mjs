import { execFileSync } from 'node:child_process';
import { root } from '../steps.mjs';

/** The files that differ from the last commit: what is released is what is committed. */
export function changedFiles() {
  const output = execFileSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' });
  return output.split('\n').filter((line) => line !== '');
}
