#define GP_ISA base
#define GP_ISA_NAME "base"
#define GP_LANES 2
#define GP_TILE_ROWS 2
#define GP_TILE_COLUMNS 4
#include "isa_impl.h"
