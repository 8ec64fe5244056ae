#pragma once

#include <atomic>
#include <cstddef>

#include "isa.h"
#include "status.h"

namespace gp {

struct FitProblem {
  const Isa* isa;
  Kernel kernel;
  Points points;
  const double* values;            ///< n
  const std::atomic<bool>* abort;  ///< checked before every evaluation
  bool pin_noise;                  ///< fix the noise variance at kNoiseFloor
  bool pin_variance;               ///< fix the output variance at 1
  std::size_t max_iterations;      ///< per start
};

struct FitOutcome {
  Status status;
  double value;             ///< ln posterior density at the result
  std::size_t evaluations;  ///< over all starts
  std::size_t start;        ///< index of the winning start
};

std::size_t FitScratch(const Isa& isa, std::size_t n, std::size_t d);

/// ln marginal likelihood plus ln priors, and the gradient; scratch as for `Evidence`.
Status LogPosteriorDensity(const FitProblem& problem, const double* theta, double* value,
                           double* gradient, double* scratch);

/// Runs local searches from `count` starts (count x (d + 2)) and writes the best theta to `best` (d
/// + 2). A start that falls behind an earlier one is dropped. With more than 128 observations the
/// starts are compared on an evenly spaced subset of 65 to 128, and the winner is refined on all of
/// them. Returns kNotPositiveDefinite if no start can be evaluated.
FitOutcome Fit(const FitProblem& problem, const double* starts, std::size_t count, double* best,
               double* scratch);

}  // namespace gp
