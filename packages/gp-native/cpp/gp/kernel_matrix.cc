#include "kernel_matrix.h"

#include <cstring>

#include "arena.h"
#include "covariance.h"

namespace gp {
namespace {

/// A tile may begin at any row, so its last panel may read up to kPadding rows past the end.
std::size_t Stride(std::size_t count) { return RoundUp(count + kPadding); }

Points ByColumn(const MatrixProblem& problem, const double* rows, std::size_t count,
                double* columns) {
  const std::size_t d = problem.dimensions;
  const std::size_t stride = Stride(count);
  for (std::size_t k = 0; k < d; ++k) {
    double* column = columns + k * stride;
    for (std::size_t i = 0; i < count; ++i) column[i] = rows[i * d + k];
    std::memset(column + count, 0, (stride - count) * sizeof(double));
  }
  return {columns, stride, count, d, problem.kinds};
}

}  // namespace

std::size_t KernelMatrixScratch(const MatrixProblem& problem) {
  const std::size_t d = problem.dimensions;
  return RoundUp(d) + RoundUp(kTiles) + RoundUp(d * Stride(problem.m)) +
         (problem.symmetric() ? 0 : RoundUp(d * Stride(problem.n)));
}

void KernelMatrix(const Isa& isa, const MatrixProblem& problem, double* out, double* scratch) {
  const std::size_t d = problem.dimensions;
  Arena arena(scratch);
  double* inverse_lengthscales = arena.Take(d);
  double* tiles = arena.Take(kTiles);
  const KernelParameters parameters =
      UnpackTheta(problem.kernel, problem.theta, d, inverse_lengthscales);
  const Points right = ByColumn(problem, problem.b, problem.m, arena.Take(d * Stride(problem.m)));
  const Points left = problem.symmetric() ? right
                                          : ByColumn(problem, problem.a, problem.n,
                                                     arena.Take(d * Stride(problem.n)));
  isa.matrix(left, right, parameters, problem.symmetric(), tiles, out);
}

}  // namespace gp
