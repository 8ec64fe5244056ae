#pragma once

#include <cstddef>

#include "isa.h"

namespace gp {

/// A factored model, ready to predict. Nothing here is written to.
struct Surrogate {
  const Isa* isa;
  Points points;
  Scales scales;
  const double* factor;  ///< n x stride
  std::size_t stride;
  const double* weights;  ///< n, (K + noise I)^-1 values
};

/// Doubles of scratch for each of the functions below.
std::size_t PosteriorScratch(std::size_t n, std::size_t d);

/// Mean and variance of the latent function at m rows (m x d, row-major), m each; variance > 0.
void PosteriorAtRows(const Surrogate& surrogate, const double* rows, std::size_t m, double* mean,
                     double* variance, double* scratch);

/// The same at one row, and the gradients by its coordinates (d each, 0 where categorical).
void PosteriorGradient(const Surrogate& surrogate, const double* row, double* mean,
                       double* variance, double* mean_gradient, double* variance_gradient,
                       double* scratch);

/// ln expected improvement below `incumbent` at one row, and its gradient (d).
double ImprovementGradient(const Surrogate& surrogate, const double* row, double incumbent,
                           double* gradient, double* scratch);

}  // namespace gp
