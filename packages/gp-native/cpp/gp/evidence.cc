#include "evidence.h"

#include <cmath>
#include <cstring>

#include "arena.h"
#include "covariance.h"
#include "panels.h"

namespace gp {
namespace {

constexpr double kHalfLog2Pi = 0.91893853320467274178;

}  // namespace

std::size_t EvidenceScratch(const Isa& isa, std::size_t n, std::size_t d) {
  return 3 * RoundUp(PanelsSize(isa.panel, n)) + RoundUp(n) + 2 * RoundUp(d) + RoundUp(d * kLane);
}

double EvidenceValue(const Isa& isa, const double* panels, std::size_t n, const double* values,
                     const double* weights) {
  double log_diagonal = 0.0;
  for (std::size_t i = 0; i < n; ++i) log_diagonal += std::log(PanelEntry(panels, isa.panel, i, i));
  return -0.5 * isa.dot(values, weights, n) - log_diagonal - static_cast<double>(n) * kHalfLog2Pi;
}

Status Evidence(const Isa& isa, Kernel kernel, const Points& points, const double* values,
                const double* packed, double* value, double* gradient, double* scratch) {
  const std::size_t n = points.count;
  const std::size_t d = points.dimensions;
  Arena arena(scratch);
  Factor factor;
  factor.panels = arena.Take(PanelsSize(isa.panel, n));
  double* slopes = arena.Take(PanelsSize(isa.panel, n));
  double* inverse = arena.Take(PanelsSize(isa.panel, n));
  double* weights = arena.Take(n);
  double* inverse_lengthscales = arena.Take(d);
  double* shares = arena.Take(d);
  double* sums = arena.Take(d * kLane);

  const Scales scales = UnpackScales(kernel, packed, d, inverse_lengthscales);
  for (;;) {
    isa.fill(points, scales, 0, n, factor.Diagonal(scales), factor.panels,
             gradient == nullptr ? nullptr : slopes);
    if (isa.factor(factor.panels, 0, n)) break;
    if (++factor.rung == kJitterRungs) return Status::kNotPositiveDefinite;
  }
  std::memset(weights, 0, RoundUp(n) * sizeof(double));
  std::memcpy(weights, values, n * sizeof(double));
  isa.solve_forward(factor.panels, n, weights);
  isa.solve_backward(factor.panels, n, weights);
  *value = EvidenceValue(isa, factor.panels, n, values, weights);
  if (gradient == nullptr) return Status::kOk;

  isa.invert(factor.panels, n, inverse);
  const double trace = isa.weighted_shares(points, scales, inverse, slopes, weights, shares, sums);
  const double squares = isa.dot(weights, weights, n);
  for (std::size_t k = 0; k < d; ++k) gradient[k] = -2.0 * shares[k];
  // With S = K + noise I (and jitter): tr S^-1 K and weights K weights, from those of S itself.
  const double added = factor.Diagonal(scales) - scales.variance;
  gradient[d] = 0.5 * (isa.dot(values, weights, n) - added * squares - static_cast<double>(n) +
                       added * trace);
  gradient[d + 1] = 0.5 * scales.noise * (squares - trace);
  return Status::kOk;
}

}  // namespace gp
