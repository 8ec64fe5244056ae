import { deflated, size } from './binary.ts';
import { inflate } from './inflate.ts';
import { adoptModule } from './instance.ts';
import { webAssembly } from './platform.ts';
import type { CompiledModule } from './platform.ts';

let compiled: CompiledModule | undefined;

/**
 * The committed build, compiled once. It is sent to workers, so that they share its machine code and need no copy of
 * the text.
 */
export function compiledModule(): CompiledModule {
  if (compiled === undefined) {
    const packed = Uint8Array.from(atob(deflated), (char) => char.charCodeAt(0));
    compiled = new webAssembly!.Module(inflate(packed, size));
    adoptModule(compiled);
  }
  return compiled;
}
