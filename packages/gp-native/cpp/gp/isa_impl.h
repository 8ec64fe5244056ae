// No include guard: this file is included once for each instruction set, with GP_ISA (a namespace),
// GP_ISA_NAME, GP_LANES, GP_PANEL and GP_TILE_ROWS defined. Do not instantiate templates of other
// headers here: the linker keeps one copy of each, possibly one with instructions that the
// processor lacks.

#include <cstddef>
#include <cstdint>

#include "arena.h"
#include "isa.h"
#include "panels.h"

#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#elif defined(__wasm_simd128__)
#include <wasm_simd128.h>
#endif

namespace gp {
namespace GP_ISA {
namespace {

#include "isa_vector.h"
// The order matters: each header uses the ones before it.
#include "isa_factor.h"
// -
#include "isa_covariance.h"
// -
#include "isa_matrix.h"
// -
#include "isa_inverse.h"

double Dot(const double* a, const double* b, std::size_t n) {
  const std::size_t whole = n / kWidth * kWidth;
  Vec sums = {};
  for (std::size_t p = 0; p < whole; p += kWidth) sums = Fma(Load(a + p), Load(b + p), sums);
  double sum = Sum(sums);
  for (std::size_t p = whole; p < n; ++p) sum = Fma(a[p], b[p], sum);
  return sum;
}

constexpr Isa kIsa = {GP_ISA_NAME,
                      kPanel,
                      Fill,
                      FactorColumns,
                      Append,
                      SolveForward,
                      SolveBackward,
                      SolveBlocksForward,
                      SolveBlockBackward,
                      Invert,
                      LengthscaleGradients,
                      Dot,
                      Covariances,
                      Matrix,
                      CovarianceBlock,
                      BlockDot,
                      BlockSquares,
                      BlockGradient};

}  // namespace

const Isa& Table() { return kIsa; }

}  // namespace GP_ISA
}  // namespace gp
