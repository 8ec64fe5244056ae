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

/// Pairs of steps and gradient changes, a ring.
struct History {
  double* steps;    ///< kHistory x n
  double* changes;  ///< kHistory x n
  std::size_t count = 0;
  std::size_t next = 0;
};

/// direction := -H gradient with the inverse Hessian of the history, restricted to the free
/// variables.
void QuasiNewtonDirection(const History& history, std::size_t n, const double* free,
                          const double* gradient, double* direction, double* masked) {
  for (std::size_t i = 0; i < n; ++i) direction[i] = -gradient[i] * free[i];
  double curvatures[kHistory];
  double coefficients[kHistory];
  double scale = 0.0;
  for (std::size_t age = 0; age < history.count; ++age) {
    const std::size_t slot = (history.next + kHistory - 1 - age) % kHistory;
    const double* step = history.steps + slot * n;
    const double* change = history.changes + slot * n;
    for (std::size_t i = 0; i < n; ++i) masked[i] = change[i] * free[i];
    curvatures[slot] = Dot(step, masked, n);
    if (!(curvatures[slot] > 0.0)) continue;  // no use in this subspace
    if (scale == 0.0) scale = curvatures[slot] / Dot(masked, masked, n);
    coefficients[slot] = 0.0;
    for (std::size_t i = 0; i < n; ++i) coefficients[slot] += step[i] * direction[i];
    coefficients[slot] /= curvatures[slot];
    for (std::size_t i = 0; i < n; ++i) direction[i] -= coefficients[slot] * masked[i];
  }
  if (scale > 0.0) {
    for (std::size_t i = 0; i < n; ++i) direction[i] *= scale;
  }
  for (std::size_t age = history.count; age-- > 0;) {
    const std::size_t slot = (history.next + kHistory - 1 - age) % kHistory;
    if (!(curvatures[slot] > 0.0)) continue;
    const double* step = history.steps + slot * n;
    const double* change = history.changes + slot * n;
    double product = 0.0;
    for (std::size_t i = 0; i < n; ++i) product += change[i] * free[i] * direction[i];
    const double weight = coefficients[slot] - product / curvatures[slot];
    for (std::size_t i = 0; i < n; ++i) direction[i] += weight * step[i] * free[i];
  }
}

}  // namespace

std::size_t MinimizeScratch(std::size_t n) { return 6 * RoundUp(n) + 2 * RoundUp(kHistory * n); }

MinimizeResult Minimize(const Objective& objective, std::size_t n, const double* lower,
                        const double* upper, const MinimizeOptions& options, double* x,
                        double* scratch) {
  Arena arena(scratch);
  double* gradient = arena.Take(n);
  double* direction = arena.Take(n);
  double* trial = arena.Take(n);
  double* trial_gradient = arena.Take(n);
  double* free = arena.Take(n);
  double* masked = arena.Take(n);
  History history{arena.Take(kHistory * n), arena.Take(kHistory * n)};

  for (std::size_t i = 0; i < n; ++i) x[i] = std::fmin(std::fmax(x[i], lower[i]), upper[i]);
  MinimizeResult result{Status::kOk, 0.0, 1};
  result.status = objective.evaluate(objective.context, x, &result.value, gradient);
  if (result.status != Status::kOk) return result;

  for (std::size_t iteration = 0; iteration < options.max_iterations; ++iteration) {
    double steepest = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      const bool held =
          (x[i] <= lower[i] && gradient[i] >= 0.0) || (x[i] >= upper[i] && gradient[i] <= 0.0);
      free[i] = held ? 0.0 : 1.0;
      steepest = std::fmax(steepest, std::fabs(gradient[i]) * free[i]);
    }
    if (!(steepest > options.gradient_tolerance)) break;

    QuasiNewtonDirection(history, n, free, gradient, direction, masked);
    if (!(Dot(direction, gradient, n) < 0.0)) {
      history.count = 0;
      QuasiNewtonDirection(history, n, free, gradient, direction, masked);
    }
    double longest = 0.0;
    for (std::size_t i = 0; i < n; ++i) longest = std::fmax(longest, std::fabs(direction[i]));
    // Without curvature the length of the gradient means nothing: begin with half the largest step.
    const double limit = history.count == 0 ? 0.5 * options.max_step : options.max_step;
    double length = history.count == 0 || longest > limit ? limit / longest : 1.0;

    bool accepted = false;
    double trial_value = 0.0;
    for (std::size_t backtrack = 0; backtrack < kMaxBacktracks; ++backtrack) {
      double promised = 0.0;
      for (std::size_t i = 0; i < n; ++i) {
        trial[i] = std::fmin(std::fmax(x[i] + length * direction[i], lower[i]), upper[i]);
        promised += gradient[i] * (trial[i] - x[i]);
      }
      ++result.evaluations;
      const Status status =
          objective.evaluate(objective.context, trial, &trial_value, trial_gradient);
      if (status == Status::kAborted) {
        result.status = status;
        return result;
      }
      const bool inside = status == Status::kOk && std::isfinite(trial_value);
      if (inside && trial_value <= result.value + kSufficientDecrease * promised) {
        accepted = true;
        break;
      }
      double factor = 0.25;
      if (inside) {
        // The minimum of the parabola through value, slope and the trial.
        const double fitted = -0.5 * promised / (trial_value - result.value - promised);
        factor = std::isfinite(fitted) ? std::fmin(std::fmax(fitted, 0.1), 0.5) : factor;
      }
      length *= factor;
    }
    if (!accepted) break;

    double* step = history.steps + history.next * n;
    double* change = history.changes + history.next * n;
    for (std::size_t i = 0; i < n; ++i) {
      step[i] = trial[i] - x[i];
      change[i] = trial_gradient[i] - gradient[i];
    }
    const double curvature = Dot(step, change, n);
    if (curvature > 1e-10 * std::sqrt(Dot(step, step, n) * Dot(change, change, n))) {
      history.next = (history.next + 1) % kHistory;
      if (history.count < kHistory) ++history.count;
    }
    const double decrease = result.value - trial_value;
    std::memcpy(x, trial, n * sizeof(double));
    std::memcpy(gradient, trial_gradient, n * sizeof(double));
    result.value = trial_value;
    if (decrease <= options.value_tolerance * std::fmax(1.0, std::fabs(trial_value))) break;
  }
  return result;
}

}  // namespace gp
