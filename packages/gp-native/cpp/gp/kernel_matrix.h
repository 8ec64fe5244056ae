#pragma once

#include <cstddef>
#include <cstdint>

#include "isa.h"

namespace gp {

/// Rows of both sides, row-major, d columns each. If `a` and `b` are the same array, half of the
/// matrix is computed and mirrored.
struct MatrixProblem {
  Kernel kernel;
  const double* a;  ///< n x d
  std::size_t n;
  const double* b;  ///< m x d
  std::size_t m;
  std::size_t dimensions;
  const std::uint8_t* kinds;  ///< d
  const double* theta;        ///< d + 2

  bool symmetric() const { return a == b && n == m; }
};

/// Doubles of scratch for `KernelMatrix`.
std::size_t KernelMatrixScratch(const MatrixProblem& problem);

/// Covariances of all rows of a with all rows of b, row-major, n x m, without noise. All rows are
/// read before `out` is written.
void KernelMatrix(const Isa& isa, const MatrixProblem& problem, double* out, double* scratch);

}  // namespace gp
