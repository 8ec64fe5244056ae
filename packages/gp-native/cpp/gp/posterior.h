#pragma once

#include <cstddef>

#include "isa.h"

namespace gp {

/// A factored model, ready to predict. Nothing here is written to.
struct Surrogate {
  const Isa* isa;
  Points points;
  Scales scales;
  const double* panels;   ///< the factor of all points
  const double* weights;  ///< (K + noise I)^-1 values, zero where a row is pending, and behind
  std::size_t pending;    ///< the last so many points have no value yet
};

/// Rows of a query that go through the factor together: whole panels of every instruction set.
constexpr std::size_t kQueryRows = 96;

/// Doubles of scratch for each of the functions below.
std::size_t PosteriorScratch(const Isa& isa, std::size_t n, std::size_t d);

/// `count` <= isa.panel rows (d each, row-major) side by side, coordinate k of row c at
/// queries[k * panel + c]; the last one fills the places that are left.
void QueryPanel(const Isa& isa, const double* rows, std::size_t count, std::size_t d,
                double* queries);

/// What one panel of queries needs: covariances solved into `block`, means, variances; `slopes` may
/// be null. `floored[c]` says that the variance is the floor.
struct Moments {
  double* block;
  double* slopes;
  double* mean;
  double* variance;
};
void MomentsOfPanel(const Surrogate& surrogate, const double* queries, const Moments& moments);

/// Whether a variance is the floor, where its gradient is zero.
bool IsFloored(const Surrogate& surrogate, double variance);

/// Mean and variance of the latent function at m rows (m x d, row-major), m each; variance > 0.
void PosteriorAtRows(const Surrogate& surrogate, const double* rows, std::size_t m, double* mean,
                     double* variance, double* scratch);

/// The same at one row, and the gradients by its coordinates (d each, 0 where categorical).
void PosteriorGradient(const Surrogate& surrogate, const double* row, double* mean,
                       double* variance, double* mean_gradient, double* variance_gradient,
                       double* scratch);

}  // namespace gp
