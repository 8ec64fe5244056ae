// The compiler's default instruction set: SSE2, NEON or WebAssembly's 128-bit vectors.
#define GP_ISA base
#define GP_ISA_NAME "base"
#define GP_LANES 2
#if defined(__aarch64__)
#define GP_TILE_ROWS 4
#define GP_PANEL 8
#else
#define GP_TILE_ROWS 4
#define GP_PANEL 4
#endif
#include "isa_impl.h"
