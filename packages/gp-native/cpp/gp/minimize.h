#pragma once

#include <cstddef>

#include "status.h"

namespace gp {

struct MinimizeOptions {
  std::size_t max_iterations = 50;
  double gradient_tolerance = 1e-5;  ///< for the largest entry of the projected gradient
  double value_tolerance = 1e-9;     ///< stops below this relative decrease
  double max_step = 2.0;             ///< largest change of one coordinate in one iteration
  /// Largest change of one coordinate in the first step, per unit of the largest gradient entry; at
  /// most half of max_step.
  double first_step = 1e300;
};

/// Projected L-BFGS on a box: quasi-Newton directions in the free variables, backtracking along the
/// projected path. It has an ask-and-tell interface, so that the caller can evaluate the trials of
/// several searches together. @see [Bertsekas1982], [Nocedal2006, section 7.2]
class Minimizer {
 public:
  /// Doubles of scratch for n variables.
  static std::size_t Scratch(std::size_t n);

  /// x (n) is the start, clipped to the box, and holds the best point so far; x, `lower`, `upper`
  /// (n) and `scratch` must outlive the search.
  void Start(std::size_t n, const double* lower, const double* upper,
             const MinimizeOptions& options, double* x, double* scratch);

  /// The point to evaluate next, n.
  const double* trial() const { return trial_; }
  /// The caller writes the gradient at the trial here, n.
  double* trial_gradient() { return trial_gradient_; }

  /// Whether `Tell` with this value will read the trial's gradient. It does not when it backtracks
  /// or the search ends.
  bool NeedsGradient(Status status, double value) const;

  /// Reports the trial's value; a status other than kOk means that the trial has none. Returns true
  /// while there is another trial to evaluate.
  bool Tell(Status status, double value);

  /// Whether the start had a value.
  bool found() const { return begun_; }
  double value() const { return value_; }
  std::size_t iterations() const { return iteration_; }

 private:
  bool HasSufficientDecrease(Status status, double value) const;
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
  double predicted_change_ = 0.0;  ///< gradient . step, minus the predicted decrease
  double length_ = 0.0;
  std::size_t iteration_ = 0;
  std::size_t backtracks_ = 0;
};

}  // namespace gp
