#pragma once

#include <cstddef>

#include "isa.h"
#include "status.h"

namespace gp {

/// Jitter added to the diagonal, in units of variance + noise; tried in order until the matrix can
/// be factored.
constexpr double kJitterLadder[] = {0.0, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4};
constexpr int kJitterRungs = sizeof(kJitterLadder) / sizeof(kJitterLadder[0]);

/// The Cholesky factor of K + noise I, in panels; grows as observations are added.
struct Factor {
  double* panels;
  std::size_t size = 0;  ///< number of factored observations
  int rung = 0;          ///< index into kJitterLadder

  double Diagonal(const KernelParameters& parameters) const {
    const double diagonal = parameters.variance + parameters.noise;
    return diagonal + kJitterLadder[rung] * diagonal;
  }
};

/// Extends the factor to all of `points`. When a pivot fails, it starts over with the next jitter,
/// as factoring all points at once would; so both ways give equal bits. Scratch: `coordinates` has
/// d doubles, `column` has points.count and padding.
Status ExtendFactor(const Isa& isa, const Points& points, const KernelParameters& parameters,
                    Factor* factor, double* coordinates, double* column);

/// The same with the current jitter only. Returns false if a pivot is not positive; the factor is
/// then empty.
bool ExtendOnRung(const Isa& isa, const Points& points, const KernelParameters& parameters,
                  Factor* factor, double* coordinates, double* column);

/// Keeps only the first `size` observations.
void TruncateFactor(const Isa& isa, Factor* factor, std::size_t size);

/// Coordinates of observation j, d doubles.
void CopyRow(const Points& points, std::size_t j, double* row);

/// Kernel parameters from theta = [ln lengthscales (d), ln variance, ln noise];
/// `inverse_lengthscales` has room for d doubles.
KernelParameters UnpackTheta(Kernel kernel, const double* theta, std::size_t d,
                             double* inverse_lengthscales);

/// Factors a matrix (n x n, row-major; only the lower triangle is read) into panels. `jitter` is
/// set to what was added to the diagonal, at most 1e-4 of its mean.
Status FactorMatrix(const Isa& isa, const double* matrix, std::size_t n, double* panels,
                    double* jitter);

/// Copies a lower factor (n x n, row-major) into panels.
void PanelsOfFactor(const Isa& isa, const double* lower, std::size_t n, double* panels);

/// The inverse of `PanelsOfFactor`: writes the lower triangle (n x n, row-major) and leaves the
/// entries above it alone.
void FactorOfPanels(const Isa& isa, const double* panels, std::size_t n, double* lower);

}  // namespace gp
