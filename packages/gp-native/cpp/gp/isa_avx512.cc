#define GP_ISA avx512
#define GP_ISA_NAME "avx512"
#define GP_LANES 8
#define GP_TILE_ROWS 4
#define GP_TILE_COLUMNS 4
#include "isa_impl.h"
