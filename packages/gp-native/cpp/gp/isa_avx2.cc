#define GP_ISA avx2
#define GP_ISA_NAME "avx2"
#define GP_LANES 4
#define GP_TILE_ROWS 3
#define GP_TILE_COLUMNS 4
#include "isa_impl.h"
