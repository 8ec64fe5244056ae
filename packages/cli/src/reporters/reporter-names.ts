/** The reporters of `--reporter` that need no plugin. */
export const REPORTER_NAMES = ['default', 'json', 'junit', 'github'] as const;
