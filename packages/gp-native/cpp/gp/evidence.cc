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
  return 3 * RoundUp(PanelsSize(isa.panel, n)) + RoundUp(n) + 2 * RoundUp(d) +
         RoundUp(d * kPadding);
}

double EvidenceValue(const Isa& isa, const double* panels, std::size_t n, const double* values,
                     const double* alpha) {
  double log_diagonal = 0.0;
  for (std::size_t i = 0; i < n; ++i) log_diagonal += std::log(PanelEntry(panels, isa.panel, i, i));
  return -0.5 * isa.dot(values, alpha, n) - log_diagonal - static_cast<double>(n) * kHalfLog2Pi;
}

Status Evidence(const Isa& isa, Kernel kernel, const Points& points, const double* values,
                const double* theta, double* value, EvidenceState* state, double* scratch) {
  const std::size_t n = points.count;
  const std::size_t d = points.dimensions;
  Arena arena(scratch);
  Factor& factor = state->factor;
  factor = {arena.Take(PanelsSize(isa.panel, n))};
  state->dk_dr2 = arena.Take(PanelsSize(isa.panel, n));
  state->inverse = arena.Take(PanelsSize(isa.panel, n));
  double* alpha = state->alpha = arena.Take(n);
  state->parameters = UnpackTheta(kernel, theta, d, arena.Take(d));
  state->lengthscale_gradients = arena.Take(d);
  state->sums = arena.Take(d * kPadding);

  for (;;) {
    isa.fill(points, state->parameters, 0, n, factor.Diagonal(state->parameters), factor.panels,
             state->dk_dr2);
    if (isa.factor(factor.panels, 0, n)) break;
    if (++factor.rung == kJitterRungs) return Status::kNotPositiveDefinite;
  }
  std::memset(alpha, 0, RoundUp(n) * sizeof(double));
  std::memcpy(alpha, values, n * sizeof(double));
  isa.solve_forward(factor.panels, n, alpha);
  isa.solve_backward(factor.panels, n, alpha);
  *value = EvidenceValue(isa, factor.panels, n, values, alpha);
  return Status::kOk;
}

void EvidenceGradient(const Isa& isa, const Points& points, const double* values,
                      const EvidenceState& state, double* gradient) {
  const std::size_t n = points.count;
  const std::size_t d = points.dimensions;
  const KernelParameters& parameters = state.parameters;
  isa.invert(state.factor.panels, n, state.inverse);
  const double trace =
      isa.lengthscale_gradients(points, parameters, state.inverse, state.dk_dr2, state.alpha,
                                state.lengthscale_gradients, state.sums);
  const double squares = isa.dot(state.alpha, state.alpha, n);
  for (std::size_t k = 0; k < d; ++k) gradient[k] = -2.0 * state.lengthscale_gradients[k];
  // S = K + added I. Both tr S^-1 K and alpha K alpha follow from tr S^-1 and alpha S alpha.
  const double added = state.factor.Diagonal(parameters) - parameters.variance;
  gradient[d] = 0.5 * (isa.dot(values, state.alpha, n) - added * squares - static_cast<double>(n) +
                       added * trace);
  gradient[d + 1] = 0.5 * parameters.noise * (squares - trace);
}

}  // namespace gp
