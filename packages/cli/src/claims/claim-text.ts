import type { CheckedClaim } from '@tune/compare';

/** How an answer is said. */
export const ANSWER_WORDS = {
  holds: 'holds',
  fails: 'does not hold',
  unknown: 'cannot tell yet',
} as const satisfies Record<CheckedClaim['answer'], string>;

/** `holds: bayes is the winner · bayes is best: 0.1 above random after 8 repeats.` */
export const claimText = ({ claim, answer, reason }: CheckedClaim): string =>
  `${ANSWER_WORDS[answer]}: ${claim} · ${reason}`;
