/** What an executor has to do, by the name of the rule. */
export const executorRules = {
  'runs-as-many-as-its-concurrency': 'as many jobs as its concurrency run at once',
  'joins-a-running-job': 'a running job of the same id is joined',
  'evaluates-a-job-once':
    'an ended job of the same id gives its outcome without a second evaluation',
  'studies-do-not-mix': 'studies with equal trial numbers do not mix',
  'setup-runs-once': 'setup runs once, however often it is called',
  'value-is-complete': 'a value is a complete outcome, with the reports before it in order',
  'sync-and-lists-are-evaluated':
    'a function that is not async, or returns a list of one value, is evaluated too',
  'passes-seed-and-fidelity': 'seed and fidelity reach the evaluation',
  'keeps-the-duration': 'what an evaluation says of its duration is in the outcome',
  'passes-nan-reports': 'a report of NaN is passed on',
  'ignores-late-reports': 'reports after the end are ignored',
  'failures-have-reasons': 'a throw, NaN and nothing are failures with their reason',
  'reasons-are-short':
    'a message of megabytes is a failure with a reason of at most 65,536 characters',
  'survives-hostile-errors':
    'an error that throws when it is looked at is a failure, and the next job runs',
  'text-is-no-value': 'text is no value, and the reason says how to convert it',
  'text-is-no-report': 'a report of text is a failure, and is not passed on',
  'thins-out-reports': 'of many reports the first 4,096 and the last are passed on, in order',
  'ignores-reports-after-a-time-out': 'reports after a time-out are ignored',
  'one-value-for-each-direction': 'a wrong number of values is a failure',
  'aborted-before-it-runs': 'a job whose signal has aborted before it is run is cancelled',
  'stops-on-abort': 'a running job that is aborted is cancelled with the reason',
  'abort-after-the-end': 'an abort after the end changes nothing',
  'stops-deaf-jobs': 'a job that ignores its signal is cancelled after a grace period',
  'time-out-is-kept': 'an evaluation that takes longer than its time-out fails',
  'long-time-outs': 'a time-out of 30 days does not fire',
  'close-cancels': 'close cancels what runs, and closes once',
  'closed-is-closed': 'run after close rejects with EXECUTOR_CLOSED',
  'concurrency-is-checked': 'a concurrency below 1, or not a whole number, is refused',
} as const satisfies Readonly<Record<string, string>>;
