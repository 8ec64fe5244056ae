#pragma once

#include <cstddef>

#include "posterior.h"

namespace gp {

enum class AcquisitionKind : int {
  kLogImprovement =
      0,            ///< ln of the expected improvement; over the pending rows where there are some
  kConfidence = 1,  ///< beta stddev - mean: minus the lower confidence bound
};

/// What is maximized. Where rows are pending, ln E improvement is the mean over `samples` draws of
/// what they will turn out to be: each draw lowers the threshold to its own best pending row, and
/// the candidate's own value, given the draw, is integrated in closed form. That is the sequential
/// step of a joint expected improvement. @see [Ament2023], [Balandat2020], [Srinivas2010]
struct Acquisition {
  AcquisitionKind kind;
  double incumbent;          ///< improvement is counted below it
  double beta;               ///< of kConfidence
  const double* normals;     ///< samples x pending, standard normal
  std::size_t samples;       ///< 0 where nothing is pending
  const double* thresholds;  ///< samples, from `PrepareThresholds`
};

std::size_t AcquisitionScratch(const Isa& isa, std::size_t n, std::size_t d, std::size_t samples);

/// min(incumbent, the pending rows' expected values) in each draw. `rows`: pending x d.
void PrepareThresholds(const Surrogate& surrogate, const Acquisition& acquisition,
                       const double* rows, double* thresholds, double* scratch);

/// Values at m rows, with posterior mean and variance there (m each).
void AcquisitionAtRows(const Surrogate& surrogate, const Acquisition& acquisition,
                       const double* rows, std::size_t m, double* value, double* mean,
                       double* variance, double* scratch);

/// Values and gradients (count x d, 0 where categorical) at `count` <= isa.panel rows.
void AcquisitionGradients(const Surrogate& surrogate, const Acquisition& acquisition,
                          const double* rows, std::size_t count, double* value, double* gradients,
                          double* scratch);

}  // namespace gp
