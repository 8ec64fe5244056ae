#pragma once

#include <cstddef>

#include "isa.h"

namespace gp {

/// A read-only view of a factored model, ready to predict.
struct Surrogate {
  const Isa* isa;
  Points points;
  KernelParameters parameters;
  const double* panels;  ///< the factor of all points
  const double* alpha;   ///< (K + noise I)^-1 values; zero for pending rows and padding
  std::size_t pending;   ///< how many points at the end have no value yet
};

/// Query rows solved together: a multiple of every panel width.
constexpr std::size_t kQueryRows = 96;

/// Doubles of scratch for each of the functions below.
std::size_t PosteriorScratch(const Isa& isa, std::size_t n, std::size_t d);

/// Copies `count` <= isa.panel rows (d each, row-major) into a panel: coordinate k of row c at
/// queries[k * panel + c]. Unused columns repeat the last row.
void QueryPanel(const Isa& isa, const double* rows, std::size_t count, std::size_t d,
                double* queries);

/// Outputs for one panel of queries: the whitened covariances (L^-1 k), the derivatives of the
/// covariances with respect to the squared distance (may be null), means and variances.
struct Moments {
  double* block;
  double* dk_dr2;
  double* mean;
  double* variance;
};
void MomentsOfPanel(const Surrogate& surrogate, const double* queries, const Moments& moments);

/// Whether a variance is at the floor, where its gradient is zero.
bool IsFloored(const Surrogate& surrogate, double variance);

/// Mean and variance of the latent function at m rows (m x d, row-major), m each; variance > 0.
void PosteriorAtRows(const Surrogate& surrogate, const double* rows, std::size_t m, double* mean,
                     double* variance, double* scratch);

/// The same at one row, with gradients with respect to its coordinates (d each, 0 in categorical
/// columns).
void PosteriorGradient(const Surrogate& surrogate, const double* row, double* mean,
                       double* variance, double* mean_gradient, double* variance_gradient,
                       double* scratch);

}  // namespace gp
