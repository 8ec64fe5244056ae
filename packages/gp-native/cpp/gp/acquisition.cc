#include "acquisition.h"

#include <cmath>
#include <cstring>

#include "arena.h"
#include "expected_improvement.h"
#include "panels.h"

namespace gp {
namespace {

std::size_t BlockSize(const Isa& isa, std::size_t n) {
  return RoundUp(PanelCount(isa.panel, n) * isa.panel * isa.panel);
}

/// An acquisition value with its derivatives with respect to the posterior mean and variance.
struct AcquisitionDerivatives {
  double value;
  double by_mean;
  double by_variance;
};

/// The acquisition of column c of a solved block. The last `pending` rows of the block are the
/// whitened covariances with the pending rows; their derivatives go to column c of `by_pending`
/// (one row for each pending row), which may be null. `terms` is scratch of `samples` doubles.
AcquisitionDerivatives Evaluate(const Surrogate& s, const Acquisition& a, const double* block,
                                std::size_t c, double mean, double variance, double* by_pending,
                                double* terms) {
  if (a.kind == AcquisitionKind::kConfidence) {
    const double stddev = std::sqrt(variance);
    return {a.beta * stddev - mean, -1.0, 0.5 * a.beta / stddev};
  }
  if (s.pending == 0) {
    const LogImprovement at = LogExpectedImprovement(mean, variance, a.incumbent);
    return {at.value, at.by_mean, at.by_variance};
  }
  const std::size_t width = s.isa->panel;
  const double* whitened = block + (s.points.count - s.pending) * width + c;
  const auto mean_in = [&](std::size_t sample) {
    double sum = mean;
    for (std::size_t j = 0; j < s.pending; ++j) {
      sum += whitened[j * width] * a.normals[sample * s.pending + j];
    }
    return sum;
  };
  double largest = -1e308;
  for (std::size_t i = 0; i < a.samples; ++i) {
    terms[i] = LogExpectedImprovement(mean_in(i), variance, a.thresholds[i]).value;
    largest = std::fmax(largest, terms[i]);
  }
  double sum = 0.0;
  for (std::size_t i = 0; i < a.samples; ++i) sum += std::exp(terms[i] - largest);
  AcquisitionDerivatives derivatives{largest + std::log(sum / static_cast<double>(a.samples)), 0.0,
                                     0.0};
  if (by_pending == nullptr) return derivatives;
  for (std::size_t j = 0; j < s.pending; ++j) by_pending[j * width + c] = 0.0;
  for (std::size_t i = 0; i < a.samples; ++i) {
    const double weight = std::exp(terms[i] - largest) / sum;
    if (weight == 0.0) continue;
    const LogImprovement at = LogExpectedImprovement(mean_in(i), variance, a.thresholds[i]);
    derivatives.by_mean += weight * at.by_mean;
    derivatives.by_variance += weight * at.by_variance;
    for (std::size_t j = 0; j < s.pending; ++j) {
      by_pending[j * width + c] += weight * at.by_mean * a.normals[i * s.pending + j];
    }
  }
  return derivatives;
}

}  // namespace

std::size_t AcquisitionScratch(const Isa& isa, std::size_t n, std::size_t d, std::size_t samples) {
  return (kQueryRows / isa.panel + 1) * BlockSize(isa, n) + 2 * RoundUp(d * isa.panel) +
         RoundUp(samples);
}

void PrepareThresholds(const Surrogate& s, const Acquisition& a, const double* rows,
                       double* thresholds, double* scratch) {
  const Isa& isa = *s.isa;
  const std::size_t n = s.points.count;
  const std::size_t d = s.points.dimensions;
  Arena arena(scratch);
  double* block = arena.Take(BlockSize(isa, n));
  double* queries = arena.Take(d * isa.panel);
  double mean[kPadding], variance[kPadding];
  for (std::size_t i = 0; i < a.samples; ++i) thresholds[i] = a.incumbent;
  for (std::size_t begin = 0; begin < s.pending; begin += isa.panel) {
    const std::size_t count = s.pending - begin < isa.panel ? s.pending - begin : isa.panel;
    QueryPanel(isa, rows + begin * d, count, d, queries);
    MomentsOfPanel(s, queries, {block, nullptr, mean, variance});
    const double* whitened = block + (n - s.pending) * isa.panel;
    for (std::size_t i = 0; i < a.samples; ++i) {
      for (std::size_t c = 0; c < count; ++c) {
        double sum = mean[c];
        for (std::size_t j = 0; j < s.pending; ++j) {
          sum += whitened[j * isa.panel + c] * a.normals[i * s.pending + j];
        }
        thresholds[i] = std::fmin(thresholds[i], sum);
      }
    }
  }
}

void AcquisitionAtRows(const Surrogate& s, const Acquisition& a, const double* rows, std::size_t m,
                       double* value, double* mean, double* variance, double* scratch) {
  const Isa& isa = *s.isa;
  if (s.pending == 0 || a.kind == AcquisitionKind::kConfidence) {
    PosteriorAtRows(s, rows, m, mean, variance, scratch);
    for (std::size_t i = 0; i < m; ++i) {
      value[i] = Evaluate(s, a, nullptr, 0, mean[i], variance[i], nullptr, nullptr).value;
    }
    return;
  }
  const std::size_t n = s.points.count;
  const std::size_t d = s.points.dimensions;
  Arena arena(scratch);
  double* block = arena.Take(BlockSize(isa, n));
  double* queries = arena.Take(d * isa.panel);
  double* terms = arena.Take(a.samples);
  double means[kPadding], variances[kPadding];
  for (std::size_t begin = 0; begin < m; begin += isa.panel) {
    const std::size_t count = m - begin < isa.panel ? m - begin : isa.panel;
    QueryPanel(isa, rows + begin * d, count, d, queries);
    MomentsOfPanel(s, queries, {block, nullptr, means, variances});
    for (std::size_t c = 0; c < count; ++c) {
      mean[begin + c] = means[c];
      variance[begin + c] = variances[c];
      value[begin + c] = Evaluate(s, a, block, c, means[c], variances[c], nullptr, terms).value;
    }
  }
}

void AcquisitionGradients(const Surrogate& s, const Acquisition& a, const double* rows,
                          std::size_t count, double* value, double* gradients, double* scratch) {
  const Isa& isa = *s.isa;
  const std::size_t n = s.points.count;
  const std::size_t d = s.points.dimensions;
  Arena arena(scratch);
  double* block = arena.Take(BlockSize(isa, n));
  double* dk_dr2 = arena.Take(BlockSize(isa, n));
  double* queries = arena.Take(d * isa.panel);
  double* gradient = arena.Take(d * isa.panel);
  double* terms = arena.Take(a.samples);
  double* by_pending = arena.Take(BlockSize(isa, s.pending));
  double mean[kPadding], variance[kPadding], by_mean[kPadding], scale[kPadding];
  QueryPanel(isa, rows, count, d, queries);
  MomentsOfPanel(s, queries, {block, dk_dr2, mean, variance});
  const bool draws = s.pending > 0 && a.kind == AcquisitionKind::kLogImprovement;
  for (std::size_t c = 0; c < isa.panel; ++c) {
    by_mean[c] = scale[c] = 0.0;
    if (c >= count) continue;
    const AcquisitionDerivatives at =
        Evaluate(s, a, block, c, mean[c], variance[c], by_pending, terms);
    value[c] = at.value;
    by_mean[c] = at.by_mean;
    // variance = prior - |v|^2, v the solved column.
    scale[c] = IsFloored(s, variance[c]) ? 0.0 : -2.0 * at.by_variance;
  }
  for (std::size_t p = 0; p < n; ++p) {
    for (std::size_t c = 0; c < isa.panel; ++c) block[p * isa.panel + c] *= scale[c];
  }
  for (std::size_t j = 0; draws && j < s.pending; ++j) {
    double* whitened = block + (n - s.pending + j) * isa.panel;
    for (std::size_t c = 0; c < count; ++c) whitened[c] += by_pending[j * isa.panel + c];
  }
  isa.solve_block_backward(s.panels, n, block);
  isa.block_gradient(s.points, n, s.parameters, queries, dk_dr2, s.alpha, by_mean, block, gradient);
  for (std::size_t c = 0; c < count; ++c) {
    for (std::size_t k = 0; k < d; ++k) gradients[c * d + k] = gradient[k * isa.panel + c];
  }
}

}  // namespace gp
