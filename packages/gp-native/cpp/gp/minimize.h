#pragma once

#include <cstddef>

#include "status.h"

namespace gp {

/// A smooth function on a box.
struct Objective {
  void* context;
  /// Value and gradient at x. kNotPositiveDefinite: x is not in the domain, the search steps back;
  /// kAborted: stop.
  Status (*evaluate)(void* context, const double* x, double* value, double* gradient);
};

struct MinimizeOptions {
  std::size_t max_iterations = 50;
  double gradient_tolerance = 1e-5;  ///< on the largest entry of the projected gradient
  double value_tolerance = 1e-9;     ///< relative decrease below which it stops
  double max_step = 2.0;             ///< largest change of one coordinate in one iteration
};

struct MinimizeResult {
  Status status;
  double value;
  std::size_t evaluations;
};

/// Doubles of scratch for n variables.
std::size_t MinimizeScratch(std::size_t n);

/// Projected L-BFGS: quasi-Newton directions in the free variables, backtracking along the
/// projected path. x (n) starts anywhere and ends at the best point found. @see [Bertsekas1982],
/// [Nocedal2006, section 7.2]
MinimizeResult Minimize(const Objective& objective, std::size_t n, const double* lower,
                        const double* upper, const MinimizeOptions& options, double* x,
                        double* scratch);

}  // namespace gp
