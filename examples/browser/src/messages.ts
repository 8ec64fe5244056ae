/** What the worker tells the page. */
export type Message =
  | { readonly type: 'trial'; readonly trial: Evaluated; readonly isBest: boolean }
  | { readonly type: 'done'; readonly value: number; readonly backend: string };

export interface Evaluated {
  readonly number: number;
  readonly x: number;
  readonly y: number;
  readonly value: number;
  /** Why this point: `initial`, `model`, `explore`, ... */
  readonly phase: string;
}
