import type { AnyParameter, Choice, Condition, Parameter } from './parameter/parameter.ts';

/** The values of a trial by name, one for each active parameter. */
export type Point = Readonly<Record<string, Choice>>;

/** The definition of a space: its parameters by name. */
export type Parameters = Readonly<Record<string, AnyParameter>>;

type ValueOf<X> = X extends Parameter<infer T> ? Extract<T, Choice> : never;
type ConditionalNames<S extends Parameters> = {
  [K in keyof S]: S[K] extends { readonly condition: Condition } ? K : never;
}[keyof S];
type Flat<T> = { [K in keyof T]: T[K] };

/** The type of the points of a set of parameters; those with a condition may be missing. */
export type PointOf<S extends Parameters> = Flat<
  { readonly [K in Exclude<keyof S, ConditionalNames<S>>]: ValueOf<S[K]> } & {
    readonly [K in ConditionalNames<S>]?: ValueOf<S[K]>;
  }
>;

/** Parameters whose conditions name other parameters of the same set, and values that those can have. */
export type Conditioned<S extends Parameters> = {
  [K in keyof S]: S[K] extends { readonly condition: Condition<infer Name, infer Value> }
    ? [Name] extends [Exclude<keyof S, K>]
      ? [Value] extends [ValueOf<S[Name]>]
        ? S[K]
        : AnyParameter & { readonly condition: Condition<Name, ValueOf<S[Name]>> }
      : AnyParameter & { readonly condition: Condition<Exclude<keyof S, K> & string> }
    : S[K];
};
