#define GP_ISA avx2
#define GP_ISA_NAME "avx2"
#define GP_LANES 4
#define GP_TILE_ROWS 4
#define GP_PANEL 12
#include "isa_impl.h"
