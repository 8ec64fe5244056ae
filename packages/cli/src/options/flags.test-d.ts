import { expectTypeOf, test } from 'vitest';
import type { Flags } from './flags.ts';
import type { CompareFlags } from './sets.ts';
import type { Resumable } from './stored.ts';

test('an option with a default always has a value of its type', () => {
  type Some = Flags<'trials' | 'json' | 'point' | 'verbose' | 'durability'>;
  expectTypeOf<Some['trials']>().toEqualTypeOf<number | `+${number}`>();
  expectTypeOf<Some['json']>().toEqualTypeOf<boolean>();
  expectTypeOf<Some['point']>().toEqualTypeOf<string>();
  expectTypeOf<Some['verbose']>().toEqualTypeOf<0 | 1 | 2>();
  expectTypeOf<Some['durability']>().toEqualTypeOf<'full' | 'normal'>();
});

test('an option without a default may be missing', () => {
  expectTypeOf<CompareFlags['isolation']>().toEqualTypeOf<'process' | 'none' | undefined>();
  expectTypeOf<CompareFlags['target']>().toEqualTypeOf<number | undefined>();
  expectTypeOf<CompareFlags['repeats']>().toEqualTypeOf<number | `+${number}` | 'auto'>();
  expectTypeOf<CompareFlags['strategies']>().toEqualTypeOf<string>();
});

test('the table says what resume may change', () => {
  expectTypeOf<'trials' | 'parallel' | 'maxSeconds'>().toExtend<Resumable>();
  expectTypeOf<'seed'>().not.toExtend<Resumable>();
});
