/** An intermediate value; smaller is better, and Infinity if it was not a finite number. */
export interface CurvePoint {
  readonly step: number;
  readonly loss: number;
}

/** What a trial has reported and {@link EvaluateContext.report} keeps, by step; no step is there twice. */
export interface Curve {
  readonly number: number;
  readonly state: 'running' | 'complete' | 'pruned' | 'failed';
  readonly points: readonly CurvePoint[];
}
