#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "posterior.h"
#include "status.h"

namespace gp {

struct MaximizeProblem {
  Surrogate surrogate;
  const double* candidates;        ///< m x d, row-major
  std::size_t count;               ///< m >= 1
  double incumbent;                ///< improvement is counted below it
  const std::uint8_t* continuous;  ///< d, 1 where local search may move in [0, 1]
  std::size_t starts;              ///< local searches at most
  std::size_t keep;                ///< candidates returned as they are, at most
  const std::atomic<bool>* abort;  ///< read before every evaluation
};

/// Rows found, best first. Arrays of `MaximaLimit` entries, of the caller.
struct Maxima {
  double* rows;  ///< x d
  double* log_improvement;
  double* mean;
  double* variance;
  std::uint32_t* candidate;  ///< index of the candidate it is or started from
  std::uint8_t* refined;     ///< 1 where local search moved it
  std::size_t count;
};

/// Entries that a call can return: all starts and all kept, at least one.
std::size_t MaximaLimit(std::size_t count, std::size_t starts, std::size_t keep);

/// Doubles of scratch, and indices beside it.
std::size_t MaximizeScratch(std::size_t n, std::size_t d, std::size_t count, std::size_t limit);
std::size_t MaximizeIndices(std::size_t d, std::size_t count, std::size_t limit);

/// Scores every candidate by ln expected improvement, climbs from the best that are apart from each
/// other, in the continuous columns only, and returns local maxima together with the best raw
/// candidates.
/// @see [Balandat2020, section 4]
Status Maximize(const MaximizeProblem& problem, Maxima* maxima, double* scratch,
                std::uint32_t* indices);

}  // namespace gp
