#pragma once

#include <cstddef>

#include "status.h"

namespace gp {

struct MinimizeOptions {
  std::size_t max_iterations = 50;
  double gradient_tolerance = 1e-5;  ///< on the largest entry of the projected gradient
  double value_tolerance = 1e-9;     ///< relative decrease below which it stops
  double max_step = 2.0;             ///< largest change of one coordinate in one iteration
  /// The first step's largest change for a largest gradient of 1; never more than half of max_step.
  double first_step = 1e300;
};

/// Projected L-BFGS on a box: quasi-Newton directions in the free variables, backtracking along the
/// projected path. It asks and is told: whoever drives it evaluates the trial of several searches
/// together. @see [Bertsekas1982], [Nocedal2006, section 7.2]
class Minimizer {
 public:
  /// Doubles of scratch for n variables.
  static std::size_t Scratch(std::size_t n);

  /// x (n) is where it starts, moved into the box, and the best point so far; `lower` and `upper`
  /// (n) must outlive the search.
  void Start(std::size_t n, const double* lower, const double* upper,
             const MinimizeOptions& options, double* x, double* scratch);

  /// The point whose value is wanted next, n.
  const double* trial() const { return trial_; }
  /// Where the gradient at the trial is to be put, n.
  double* trial_gradient() { return trial_gradient_; }

  /// Whether `Tell` with this value will read the trial's gradient: not where it steps back, nor
  /// where the search is over.
  bool NeedsGradient(Status status, double value) const;

  /// Tells the trial's value. A status other than kOk says that it is not in the domain. True while
  /// another trial is wanted.
  bool Tell(Status status, double value);

  /// Whether any point had a value.
  bool found() const { return begun_; }
  double value() const { return value_; }
  std::size_t iterations() const { return iteration_; }

 private:
  bool Improves(Status status, double value) const;
  bool Ends(double value) const;
  bool Begin();
  void Propose();
  void Direction();

  std::size_t n_ = 0;
  const double* lower_ = nullptr;
  const double* upper_ = nullptr;
  MinimizeOptions options_;
  double* x_ = nullptr;
  double* gradient_ = nullptr;
  double* direction_ = nullptr;
  double* trial_ = nullptr;
  double* trial_gradient_ = nullptr;
  double* free_ = nullptr;
  double* masked_ = nullptr;
  double* steps_ = nullptr;    ///< ring of steps
  double* changes_ = nullptr;  ///< ring of gradient changes
  std::size_t pairs_ = 0;
  std::size_t next_ = 0;
  bool begun_ = false;
  double value_ = 0.0;
  double promised_ = 0.0;
  double length_ = 0.0;
  std::size_t iteration_ = 0;
  std::size_t backtracks_ = 0;
};

}  // namespace gp
