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
  const std::uint8_t* continuous;     ///< d, 1 if local search may move the column in [0, 1]
  const std::uint32_t* level_counts;  ///< d, number of levels of a discrete column, else 0
  const double* levels;               ///< all levels of all columns, ascending in each
  const double* excluded;             ///< rows never to return, excluded_count x d
  std::size_t excluded_count;
  std::size_t starts;              ///< most local searches
  std::size_t keep;                ///< most candidates returned unrefined
  const std::atomic<bool>* abort;  ///< checked before every evaluation
};

/// The maxima found, best first. The caller's arrays hold `MaximaLimit` entries.
struct Maxima {
  double* rows;  ///< limit x d
  double* value;
  double* mean;
  double* variance;
  std::uint32_t* candidate;  ///< index of the candidate it is or was started from
  std::uint8_t* refined;     ///< 1 if it comes from a local search
  std::size_t count;
};

/// The most entries a call can return: all starts and all kept candidates, at least one.
std::size_t MaximaLimit(std::size_t count, std::size_t starts, std::size_t keep);

/// Doubles of scratch, and the number of indices.
std::size_t MaximizeScratch(const MaximizeProblem& problem, std::size_t n, std::size_t limit,
                            const Isa& isa, std::size_t d);
std::size_t MaximizeIndices(std::size_t count, std::size_t limit);

/// Scores every candidate, runs local searches from the best ones that are not close to each other,
/// and returns their results together with the best candidates; without duplicates and excluded
/// rows. A search alternates gradient ascent in the continuous columns with coordinate sweeps over
/// the levels of the discrete ones until neither improves. The searches share their passes through
/// the factor. @see [Balandat2020, section 4]
Status Maximize(const MaximizeProblem& problem, Maxima* maxima, double* scratch,
                std::uint32_t* indices);

}  // namespace gp
