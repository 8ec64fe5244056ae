#include "minimize.h"

#include <cmath>
#include <cstring>

#include "arena.h"

namespace gp {
namespace {

constexpr std::size_t kHistory = 10;
constexpr std::size_t kMaxBacktracks = 25;
constexpr double kSufficientDecrease = 1e-4;

double Dot(const double* a, const double* b, std::size_t n) {
  double sum = 0.0;
  for (std::size_t i = 0; i < n; ++i) sum += a[i] * b[i];
  return sum;
}

}  // namespace

std::size_t Minimizer::Scratch(std::size_t n) { return 6 * RoundUp(n) + 2 * RoundUp(kHistory * n); }

void Minimizer::Start(std::size_t n, const double* lower, const double* upper,
                      const MinimizeOptions& options, double* x, double* scratch) {
  Arena arena(scratch);
  *this = Minimizer();
  n_ = n;
  lower_ = lower;
  upper_ = upper;
  options_ = options;
  x_ = x;
  gradient_ = arena.Take(n);
  direction_ = arena.Take(n);
  trial_ = arena.Take(n);
  trial_gradient_ = arena.Take(n);
  free_ = arena.Take(n);
  masked_ = arena.Take(n);
  steps_ = arena.Take(kHistory * n);
  changes_ = arena.Take(kHistory * n);
  for (std::size_t i = 0; i < n; ++i) {
    x[i] = std::fmin(std::fmax(x[i], lower[i]), upper[i]);
    trial_[i] = x[i];
  }
}

/// direction := -H gradient with the inverse Hessian of the history, restricted to the free
/// variables.
void Minimizer::Direction() {
  for (std::size_t i = 0; i < n_; ++i) direction_[i] = -gradient_[i] * free_[i];
  double curvatures[kHistory];
  double coefficients[kHistory];
  double scale = 0.0;
  for (std::size_t age = 0; age < pairs_; ++age) {
    const std::size_t slot = (next_ + kHistory - 1 - age) % kHistory;
    const double* step = steps_ + slot * n_;
    const double* change = changes_ + slot * n_;
    for (std::size_t i = 0; i < n_; ++i) masked_[i] = change[i] * free_[i];
    curvatures[slot] = Dot(step, masked_, n_);
    if (!(curvatures[slot] > 0.0)) continue;  // not usable in this subspace
    if (scale == 0.0) scale = curvatures[slot] / Dot(masked_, masked_, n_);
    coefficients[slot] = Dot(step, direction_, n_) / curvatures[slot];
    for (std::size_t i = 0; i < n_; ++i) direction_[i] -= coefficients[slot] * masked_[i];
  }
  if (scale > 0.0) {
    for (std::size_t i = 0; i < n_; ++i) direction_[i] *= scale;
  }
  for (std::size_t age = pairs_; age-- > 0;) {
    const std::size_t slot = (next_ + kHistory - 1 - age) % kHistory;
    if (!(curvatures[slot] > 0.0)) continue;
    const double* step = steps_ + slot * n_;
    const double* change = changes_ + slot * n_;
    double product = 0.0;
    for (std::size_t i = 0; i < n_; ++i) product += change[i] * free_[i] * direction_[i];
    const double weight = coefficients[slot] - product / curvatures[slot];
    for (std::size_t i = 0; i < n_; ++i) direction_[i] += weight * step[i] * free_[i];
  }
}

void Minimizer::Propose() {
  predicted_change_ = 0.0;
  for (std::size_t i = 0; i < n_; ++i) {
    trial_[i] = std::fmin(std::fmax(x_[i] + length_ * direction_[i], lower_[i]), upper_[i]);
    predicted_change_ += gradient_[i] * (trial_[i] - x_[i]);
  }
}

/// Proposes the first trial of the next iteration; false if the search is over.
bool Minimizer::Begin() {
  if (iteration_ == options_.max_iterations) return false;
  double steepest = 0.0;
  for (std::size_t i = 0; i < n_; ++i) {
    const bool held =
        (x_[i] <= lower_[i] && gradient_[i] >= 0.0) || (x_[i] >= upper_[i] && gradient_[i] <= 0.0);
    free_[i] = held ? 0.0 : 1.0;
    steepest = std::fmax(steepest, std::fabs(gradient_[i]) * free_[i]);
  }
  if (!(steepest > options_.gradient_tolerance)) return false;
  ++iteration_;

  Direction();
  if (!(Dot(direction_, gradient_, n_) < 0.0)) {
    pairs_ = 0;
    Direction();
  }
  double longest = 0.0;
  for (std::size_t i = 0; i < n_; ++i) longest = std::fmax(longest, std::fabs(direction_[i]));
  // Without curvature pairs the length of the gradient has no scale: limit the first step.
  const double limit = pairs_ == 0
                           ? std::fmin(0.5 * options_.max_step, options_.first_step * steepest)
                           : options_.max_step;
  length_ = pairs_ == 0 || longest > limit ? limit / longest : 1.0;
  backtracks_ = 0;
  Propose();
  return true;
}

/// Whether the trial has a finite value that meets the sufficient decrease condition.
bool Minimizer::HasSufficientDecrease(Status status, double value) const {
  if (status != Status::kOk || !std::isfinite(value)) return false;
  return !begun_ || value <= value_ + kSufficientDecrease * predicted_change_;
}

/// Whether the search ends with an accepted trial of this value.
bool Minimizer::Ends(double value) const {
  return begun_ && (value_ - value <= options_.value_tolerance * std::fmax(1.0, std::fabs(value)) ||
                    iteration_ == options_.max_iterations);
}

bool Minimizer::NeedsGradient(Status status, double value) const {
  return HasSufficientDecrease(status, value) && !Ends(value);
}

bool Minimizer::Tell(Status status, double value) {
  const bool inside = status == Status::kOk && std::isfinite(value);
  if (!begun_) {
    if (!inside) return false;
    begun_ = true;
    value_ = value;
    std::memcpy(gradient_, trial_gradient_, n_ * sizeof(double));
    return Begin();
  }
  if (!HasSufficientDecrease(status, value)) {
    if (++backtracks_ == kMaxBacktracks) return false;
    double factor = 0.25;
    if (inside) {
      // The minimum of the parabola through the value, the slope and the trial's value.
      const double fitted = -0.5 * predicted_change_ / (value - value_ - predicted_change_);
      factor = std::isfinite(fitted) ? std::fmin(std::fmax(fitted, 0.1), 0.5) : factor;
    }
    length_ *= factor;
    Propose();
    return true;
  }
  if (Ends(value)) {
    std::memcpy(x_, trial_, n_ * sizeof(double));
    value_ = value;
    return false;
  }
  double* step = steps_ + next_ * n_;
  double* change = changes_ + next_ * n_;
  for (std::size_t i = 0; i < n_; ++i) {
    step[i] = trial_[i] - x_[i];
    change[i] = trial_gradient_[i] - gradient_[i];
  }
  const double curvature = Dot(step, change, n_);
  if (curvature > 1e-10 * std::sqrt(Dot(step, step, n_) * Dot(change, change, n_))) {
    next_ = (next_ + 1) % kHistory;
    if (pairs_ < kHistory) ++pairs_;
  }
  std::memcpy(x_, trial_, n_ * sizeof(double));
  std::memcpy(gradient_, trial_gradient_, n_ * sizeof(double));
  value_ = value;
  return Begin();
}

}  // namespace gp
