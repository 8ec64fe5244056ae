import type { ChildProcess } from 'node:child_process';

export function killHard(child: ChildProcess): void;
