/** What the parser says about what was typed. `toUsageError` rewords it. */
export class ParserFailure extends Error {}
