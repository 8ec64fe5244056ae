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
                const double* packed, double* value, EvidenceState* state, double* scratch) {
  const std::size_t n = points.count;
  const std::size_t d = points.dimensions;
  Arena arena(scratch);
  Factor& factor = state->factor;
  factor = {arena.Take(PanelsSize(isa.panel, n))};
  state->slopes = arena.Take(PanelsSize(isa.panel, n));
  state->inverse = arena.Take(PanelsSize(isa.panel, n));
  double* weights = state->weights = arena.Take(n);
  state->scales = UnpackScales(kernel, packed, d, arena.Take(d));
  state->shares = arena.Take(d);
  state->sums = arena.Take(d * kLane);

  for (;;) {
    isa.fill(points, state->scales, 0, n, factor.Diagonal(state->scales), factor.panels,
             state->slopes);
    if (isa.factor(factor.panels, 0, n)) break;
    if (++factor.rung == kJitterRungs) return Status::kNotPositiveDefinite;
  }
  std::memset(weights, 0, RoundUp(n) * sizeof(double));
  std::memcpy(weights, values, n * sizeof(double));
  isa.solve_forward(factor.panels, n, weights);
  isa.solve_backward(factor.panels, n, weights);
  *value = EvidenceValue(isa, factor.panels, n, values, weights);
  return Status::kOk;
}

void EvidenceGradient(const Isa& isa, const Points& points, const double* values,
                      const EvidenceState& state, double* gradient) {
  const std::size_t n = points.count;
  const std::size_t d = points.dimensions;
  const Scales& scales = state.scales;
  isa.invert(state.factor.panels, n, state.inverse);
  const double trace = isa.weighted_shares(points, scales, state.inverse, state.slopes,
                                           state.weights, state.shares, state.sums);
  const double squares = isa.dot(state.weights, state.weights, n);
  for (std::size_t k = 0; k < d; ++k) gradient[k] = -2.0 * state.shares[k];
  // With S = K + noise I (and jitter): tr S^-1 K and weights K weights, from those of S itself.
  const double added = state.factor.Diagonal(scales) - scales.variance;
  gradient[d] = 0.5 * (isa.dot(values, state.weights, n) - added * squares -
                       static_cast<double>(n) + added * trace);
  gradient[d + 1] = 0.5 * scales.noise * (squares - trace);
}

}  // namespace gp
