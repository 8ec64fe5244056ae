#define GP_ISA avx512
#define GP_ISA_NAME "avx512"
#define GP_LANES 8
#define GP_TILE_ROWS 8
#define GP_PANEL 24
#include "isa_impl.h"
