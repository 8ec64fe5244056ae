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
  const std::atomic<bool>* abort;  ///< read before every evaluation
  bool pin_noise;                  ///< at kNoiseFloor
  bool pin_variance;               ///< at 1
  std::size_t max_iterations;      ///< a start
};

struct FitOutcome {
  Status status;
  double value;             ///< ln posterior density at the best
  std::size_t evaluations;  ///< over all starts
  std::size_t start;        ///< the winner
};

std::size_t FitScratch(const Isa& isa, std::size_t n, std::size_t d);

/// ln marginal likelihood plus ln priors, and the gradient; scratch as for `Evidence`.
Status LogPosteriorDensity(const FitProblem& problem, const double* packed, double* value,
                           double* gradient, double* scratch);

/// The best of local searches from `count` packed starts (count x (d + 2)); writes it to `best` (d
/// + 2). A start that falls behind the best before it is given up. Beyond 128 observations the
/// starts are compared on an even choice of 65 to 128 of them, and the winner is searched on from
/// with all. kNotPositiveDefinite where no start can be evaluated.
FitOutcome Fit(const FitProblem& problem, const double* starts, std::size_t count, double* best,
               double* scratch);

}  // namespace gp
