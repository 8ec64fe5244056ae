#pragma once

#include <cstddef>

#include "posterior.h"

namespace gp {

enum class AcquisitionKind : int {
  kLogImprovement =
      0,  ///< ln of the expected improvement, averaged over draws of the pending rows if any
  kConfidence = 1,  ///< beta stddev - mean: minus the lower confidence bound
};

/// The function that `Maximize` maximizes. With pending rows, the expected improvement is a mean
/// over `samples` draws of their values: each draw lowers the threshold to its best pending value,
/// and the candidate's value given the draw is integrated in closed form. This is one greedy step
/// of a joint expected improvement. @see [Ament2023], [Balandat2020], [Srinivas2010]
struct Acquisition {
  AcquisitionKind kind;
  double incumbent;          ///< values below it are improvements
  double beta;               ///< kConfidence only
  const double* normals;     ///< samples x pending, standard normal
  std::size_t samples;       ///< 0 without pending rows
  const double* thresholds;  ///< samples, from `PrepareThresholds`
};

std::size_t AcquisitionScratch(const Isa& isa, std::size_t n, std::size_t d, std::size_t samples);

/// The threshold of each draw: the incumbent or the best value drawn for a pending row, whichever
/// is smaller. `rows`: pending x d.
void PrepareThresholds(const Surrogate& surrogate, const Acquisition& acquisition,
                       const double* rows, double* thresholds, double* scratch);

/// Acquisition values, posterior means and variances at m rows (m each).
void AcquisitionAtRows(const Surrogate& surrogate, const Acquisition& acquisition,
                       const double* rows, std::size_t m, double* value, double* mean,
                       double* variance, double* scratch);

/// Values and gradients (count x d, 0 in categorical columns) at `count` <= isa.panel rows.
void AcquisitionGradients(const Surrogate& surrogate, const Acquisition& acquisition,
                          const double* rows, std::size_t count, double* value, double* gradients,
                          double* scratch);

}  // namespace gp
