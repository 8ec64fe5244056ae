import { claimText } from '../claims/claim-text.ts';
import { log, logOutput } from '../process/output.ts';
import { failureLines } from './failure-lines.ts';
import { heartbeat } from './heartbeat.ts';
import type { Reporter } from './reporter.ts';

/** A few lines on stderr, for people beside reporters for programs. */
export const logReporter = (): Reporter => ({
  begin: ({ objective, contenders }) =>
    log(`${objective.name}: ${contenders.map(({ label }) => label).join(', ')}`),
  progress: heartbeat(log),
  output: logOutput,
  event(event) {
    if (event.type === 'strategy-failed') {
      for (const line of failureLines(event.label, event.failure)) log(line);
    }
    if (event.type !== 'ready') return;
    for (const { label, value } of event.environment) log(`${label}  ${value}`);
  },
  claims: (checked) => checked.forEach((one) => log(claimText(one))),
  stored: ({ name, file }) => log(`stored in ${file} as ${name}`),
  end: () => undefined,
});
