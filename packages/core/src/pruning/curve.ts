/** An intermediate value; smaller is better, and Infinity if it was not a number. */
export interface CurvePoint {
  readonly step: number;
  readonly loss: number;
}

/** What a trial has reported, in order. */
export interface Curve {
  readonly number: number;
  readonly state: 'running' | 'complete' | 'pruned' | 'failed';
  readonly points: readonly CurvePoint[];
}
