#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "acquisition.h"
#include "status.h"

namespace gp {

struct MaximizeProblem {
  Surrogate surrogate;
  Acquisition acquisition;
  const double* candidates;           ///< m x d, row-major
  std::size_t count;                  ///< m >= 1
  const std::uint8_t* continuous;     ///< d, 1 where local search may move in [0, 1]
  const std::uint32_t* level_counts;  ///< d, 0 where a column has no levels to step through
  const double* levels;               ///< all levels of all columns, ascending in each
  const double* excluded;             ///< rows that must not be returned, excluded_count x d
  std::size_t excluded_count;
  std::size_t starts;              ///< local searches at most
  std::size_t keep;                ///< candidates returned as they are, at most
  const std::atomic<bool>* abort;  ///< read before every evaluation
};

/// Rows found, best first. Arrays of `MaximaLimit` entries, of the caller.
struct Maxima {
  double* rows;  ///< x d
  double* value;
  double* mean;
  double* variance;
  std::uint32_t* candidate;  ///< index of the candidate it is or started from
  std::uint8_t* refined;     ///< 1 where local search moved it
  std::size_t count;
};

/// Entries that a call can return: all starts and all kept, at least one.
std::size_t MaximaLimit(std::size_t count, std::size_t starts, std::size_t keep);

/// Doubles of scratch, and indices beside it.
std::size_t MaximizeScratch(const MaximizeProblem& problem, std::size_t n, std::size_t limit,
                            const Isa& isa, std::size_t d);
std::size_t MaximizeIndices(std::size_t count, std::size_t limit);

/// Scores every candidate, searches from the best that are apart from each other, and returns where
/// the searches ended together with the best raw candidates, no row twice and none that is
/// excluded. A search climbs by gradient in the continuous columns and steps through the levels of
/// the discrete ones, one column at a time, in turns until neither finds better. All searches go
/// through the factor side by side. @see [Balandat2020, section 4]
Status Maximize(const MaximizeProblem& problem, Maxima* maxima, double* scratch,
                std::uint32_t* indices);

}  // namespace gp
