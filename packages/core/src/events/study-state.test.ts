import { expect, test } from 'vitest';
import { indexOf } from './event-index.ts';
import type { StudyEvent } from './events.ts';
import { StudyState } from './study-state.ts';

test('an event of another trial than its index entry says is named when the trial is read', () => {
  const begun = (number: number): StudyEvent => ({
    ...{ type: 'trial-started', at: 1, number, attempt: 1, token: 't' },
    ...{ point: { x: 1 }, seed: 7, suggestSeconds: 0 },
  });
  const state = new StudyState('minimize', 's');
  const events = [1, 2].map(begun);
  state.applyPage(0, {
    index: events.map(indexOf),
    events: [begun(2), begun(2)].map((event) => JSON.stringify(event)),
  });
  expect(state.trial(2)).toMatchObject({ number: 2, state: 'running' });
  expect(() => state.trial(1)).toThrow(expect.objectContaining({ code: 'STUDY_INVALID' }));
});
