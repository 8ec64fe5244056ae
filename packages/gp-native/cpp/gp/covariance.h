#pragma once

#include <cstddef>

#include "isa.h"
#include "status.h"

namespace gp {

/// What is added to the diagonal, in units of variance + noise, until a factor exists.
constexpr double kJitterLadder[] = {0.0, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4};
constexpr int kJitterRungs = sizeof(kJitterLadder) / sizeof(kJitterLadder[0]);

/// The factor of K + noise I, in panels, grown by observations.
struct Factor {
  double* panels;
  std::size_t size = 0;  ///< how many observations are factored
  int rung = 0;          ///< step of the jitter ladder in use

  double Diagonal(const Scales& scales) const {
    const double diagonal = scales.variance + scales.noise;
    return diagonal + kJitterLadder[rung] * diagonal;
  }
};

/// Extends the factor to all of `points`. When a pivot fails it starts over one rung up, which is
/// what building at once would have done, so both ways end with equal bits. `coordinates` takes d
/// doubles, `column` points.count and its padding.
Status ExtendFactor(const Isa& isa, const Points& points, const Scales& scales, Factor* factor,
                    double* coordinates, double* column);

/// The same on the rung it is on. False where a pivot is not positive; the factor is then empty.
bool ExtendOnRung(const Isa& isa, const Points& points, const Scales& scales, Factor* factor,
                  double* coordinates, double* column);

/// Forgets all but the first `size` observations.
void TruncateFactor(const Isa& isa, Factor* factor, std::size_t size);

/// Coordinates of observation j, d doubles.
void CopyRow(const Points& points, std::size_t j, double* row);

/// Lengthscales, variance and noise out of packed logarithms; `inverse_lengthscales` takes d
/// doubles.
Scales UnpackScales(Kernel kernel, const double* packed, std::size_t d,
                    double* inverse_lengthscales);

/// The factor of a given matrix (n x n, row-major, of which the lower triangle is read), in panels.
/// `jitter` is what was added to the diagonal, at most 1e-4 of its mean.
Status FactorMatrix(const Isa& isa, const double* matrix, std::size_t n, double* panels,
                    double* jitter);

/// A given lower factor (n x n, row-major) in panels.
void PanelsOfFactor(const Isa& isa, const double* lower, std::size_t n, double* panels);

/// The way back: the lower triangle (n x n, row-major) is written, what is above it is not.
void FactorOfPanels(const Isa& isa, const double* panels, std::size_t n, double* lower);

}  // namespace gp
