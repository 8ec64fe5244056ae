#pragma once

#include <cstddef>
#include <cstdint>

#include "maximize.h"
#include "minimize.h"

namespace gp {

/// Searches that run at once; more starts are split into groups.
constexpr std::size_t kSearches = 32;

/// Whether a row equals an excluded one.
bool IsExcluded(const MaximizeProblem& problem, const double* row);

std::size_t LocalSearchScratch(const Isa& isa, std::size_t n, std::size_t d, std::size_t samples);

/// Moves `count` <= kSearches rows (count x d) to local maxima; `values` holds their acquisition.
Status SearchLocally(const MaximizeProblem& problem, std::size_t count, double* rows,
                     double* values, double* scratch);

}  // namespace gp
