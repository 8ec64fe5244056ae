#include "posterior.h"

#include "arena.h"
#include "expected_improvement.h"

namespace gp {
namespace {

constexpr std::size_t kBatch = 24;  // rows solved together; a multiple of every tile height
constexpr double kVarianceFloor =
    1e-14;  // of the output variance: a smaller difference is rounding

/// The prior variance less what is explained, never below the floor.
double Remaining(double variance, double explained, bool* floored) {
  const double floor = kVarianceFloor * variance;
  const double remaining = variance - explained;
  *floored = !(remaining > floor);
  return *floored ? floor : remaining;
}

/// Moments at a row, leaving slopes by the squared distance and K^-1 k for the gradients.
void Moments(const Surrogate& s, const double* row, double* solved, double* slope, double* mean,
             double* variance, bool* floored) {
  const std::size_t n = s.points.count;
  s.isa->covariances(s.points, n, s.scales, row, solved, slope);
  *mean = s.isa->dot(solved, s.weights, n);
  s.isa->solve_forward(s.factor, s.stride, n, solved, s.stride, 1, 0);
  *variance = Remaining(s.scales.variance, s.isa->dot(solved, solved, n), floored);
  s.isa->solve_backward(s.factor, s.stride, n, solved);
}

}  // namespace

std::size_t PosteriorScratch(std::size_t n, std::size_t d) {
  return kBatch * RoundUp(n) + 3 * RoundUp(n) + 2 * RoundUp(d);
}

void PosteriorAtRows(const Surrogate& s, const double* rows, std::size_t m, double* mean,
                     double* variance, double* scratch) {
  const std::size_t n = s.points.count;
  const std::size_t stride = RoundUp(n);
  Arena arena(scratch);
  double* batch = arena.Take(kBatch * stride);
  double* slope = arena.Take(n);
  for (std::size_t begin = 0; begin < m; begin += kBatch) {
    const std::size_t count = m - begin < kBatch ? m - begin : kBatch;
    for (std::size_t r = 0; r < count; ++r) {
      double* covariance = batch + r * stride;
      s.isa->covariances(s.points, n, s.scales, rows + (begin + r) * s.points.dimensions,
                         covariance, slope);
      mean[begin + r] = s.isa->dot(covariance, s.weights, n);
    }
    s.isa->solve_forward(s.factor, s.stride, n, batch, stride, count, 0);
    for (std::size_t r = 0; r < count; ++r) {
      const double* solved = batch + r * stride;
      bool floored;
      variance[begin + r] = Remaining(s.scales.variance, s.isa->dot(solved, solved, n), &floored);
    }
  }
}

void PosteriorGradient(const Surrogate& s, const double* row, double* mean, double* variance,
                       double* mean_gradient, double* variance_gradient, double* scratch) {
  const std::size_t n = s.points.count;
  Arena arena(scratch);
  double* solved = arena.Take(n);
  double* slope = arena.Take(n);
  double* weight = arena.Take(n);
  bool floored;
  Moments(s, row, solved, slope, mean, variance, &floored);
  for (std::size_t j = 0; j < n; ++j) weight[j] = 2.0 * slope[j] * s.weights[j];
  s.isa->weighted_differences(s.points, n, s.scales, row, weight, mean_gradient);
  const double scale = floored ? 0.0 : -4.0;
  for (std::size_t j = 0; j < n; ++j) weight[j] = scale * slope[j] * solved[j];
  s.isa->weighted_differences(s.points, n, s.scales, row, weight, variance_gradient);
}

double ImprovementGradient(const Surrogate& s, const double* row, double incumbent,
                           double* gradient, double* scratch) {
  const std::size_t n = s.points.count;
  Arena arena(scratch);
  double* solved = arena.Take(n);
  double* slope = arena.Take(n);
  double mean;
  double variance;
  bool floored;
  Moments(s, row, solved, slope, &mean, &variance, &floored);
  const LogImprovement improvement = LogExpectedImprovement(mean, variance, incumbent);
  // Both gradients are sums over the same differences, so their weights are added first.
  const double by_mean = 2.0 * improvement.by_mean;
  const double by_variance = floored ? 0.0 : -4.0 * improvement.by_variance;
  for (std::size_t j = 0; j < n; ++j) {
    slope[j] *= by_mean * s.weights[j] + by_variance * solved[j];
  }
  s.isa->weighted_differences(s.points, n, s.scales, row, slope, gradient);
  return improvement.value;
}

}  // namespace gp
