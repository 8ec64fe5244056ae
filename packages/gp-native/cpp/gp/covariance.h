#pragma once

#include <cstddef>

#include "isa.h"
#include "status.h"

namespace gp {

/// What is added to the diagonal, in units of variance + noise, until a factor exists.
constexpr double kJitterLadder[] = {0.0, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4};
constexpr int kJitterRungs = sizeof(kJitterLadder) / sizeof(kJitterLadder[0]);

/// The lower Cholesky factor of K + noise I, grown row by row.
struct Factor {
  double* entries;       ///< rows x stride, row-major; above the diagonal undefined
  std::size_t stride;    ///< whole lanes, at least the number of observations
  std::size_t rows = 0;  ///< how many are factored
  int rung = 0;          ///< step of the jitter ladder in use
};

/// Extends the factor to all of `points`. When a pivot fails it starts over one rung up, which is
/// what building at once would have done, so both ways end with equal bits. `coordinates` takes d
/// doubles, `slopes` points.stride.
Status ExtendFactor(const Isa& isa, const Points& points, const Scales& scales, Factor* factor,
                    double* coordinates, double* slopes);

/// Coordinates of observation j, d doubles.
void CopyRow(const Points& points, std::size_t j, double* row);

/// Lengthscales, variance and noise out of packed logarithms; `inverse_lengthscales` takes d
/// doubles.
Scales UnpackScales(Kernel kernel, const double* packed, std::size_t d,
                    double* inverse_lengthscales);

/// The factor of a given matrix (n x n, lower triangle, stride), in place; `backup` takes n *
/// stride doubles. `jitter` is what was added to the diagonal, at most 1e-4 of its mean.
Status FactorMatrix(const Isa& isa, double* matrix, std::size_t stride, std::size_t n,
                    double* backup, double* jitter);

}  // namespace gp
