import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Prompts } from './prompts.ts';
import type { CreateHost } from './request.ts';

/** A host in a new folder with these files; what it was told is in `lines`. */
export function hostWith(
  files: Readonly<Record<string, string>> = {},
  more: Partial<CreateHost> = {},
): CreateHost & { readonly lines: string[] } {
  const cwd = mkdtempSync(join(tmpdir(), 'create-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  const lines: string[] = [];
  const write = (line: string) => lines.push(line);
  return { cwd, packageManager: 'npm', tune: 'tune', write, lines, ...more };
}

/** A person who gives these answers, in this order; undefined takes what is proposed. */
export function answering(...answers: readonly (string | boolean | undefined)[]): Prompts & {
  readonly asked: string[];
} {
  const left = [...answers];
  const asked: string[] = [];
  const next = <Value>(question: string, proposed: Value): Promise<Value> => {
    asked.push(question);
    return Promise.resolve((left.shift() as Value | undefined) ?? proposed);
  };
  return {
    asked,
    choose: (question, _choices, proposed) => next(question, proposed),
    async text(question, proposed, fault) {
      for (;;) {
        const answer = await next(question, proposed);
        const wrong = fault?.(answer);
        if (wrong === undefined) return answer;
        asked.push(wrong);
      }
    },
    confirm: (question, proposed) => next(question, proposed),
  };
}
