#include "posterior.h"

#include <cstring>

#include "arena.h"
#include "panels.h"

namespace gp {
namespace {

constexpr double kVarianceFloor =
    1e-14;  // of the output variance; a smaller difference is rounding error

std::size_t BlockSize(const Isa& isa, std::size_t n) {
  return RoundUp(PanelCount(isa.panel, n) * isa.panel * isa.panel);
}

/// The prior variance minus what the observations explain, but not below the floor.
double PosteriorVariance(double variance, double explained) {
  const double floor = kVarianceFloor * variance;
  const double difference = variance - explained;
  return difference > floor ? difference : floor;
}

void Variances(const Surrogate& s, const double* block, std::size_t count, double* variance) {
  double explained[kPadding];
  s.isa->block_squares(block, s.points.count, explained);
  for (std::size_t c = 0; c < count; ++c) {
    variance[c] = PosteriorVariance(s.parameters.variance, explained[c]);
  }
}

}  // namespace

bool IsFloored(const Surrogate& s, double variance) {
  return !(variance > kVarianceFloor * s.parameters.variance);
}

std::size_t PosteriorScratch(const Isa& isa, std::size_t n, std::size_t d) {
  return (kQueryRows / isa.panel) * BlockSize(isa, n) + BlockSize(isa, n) +
         2 * RoundUp(d * isa.panel);
}

void QueryPanel(const Isa& isa, const double* rows, std::size_t count, std::size_t d,
                double* queries) {
  for (std::size_t c = 0; c < isa.panel; ++c) {
    const double* row = rows + (c < count ? c : count - 1) * d;
    for (std::size_t k = 0; k < d; ++k) queries[k * isa.panel + c] = row[k];
  }
}

void MomentsOfPanel(const Surrogate& s, const double* queries, const Moments& moments) {
  const std::size_t n = s.points.count;
  s.isa->covariance_block(s.points, n, s.parameters, queries, moments.block, moments.dk_dr2);
  s.isa->block_dot(moments.block, n, s.alpha, moments.mean);
  s.isa->solve_blocks_forward(s.panels, n, moments.block, 0, 1);
  Variances(s, moments.block, s.isa->panel, moments.variance);
}

void PosteriorAtRows(const Surrogate& s, const double* rows, std::size_t m, double* mean,
                     double* variance, double* scratch) {
  const Isa& isa = *s.isa;
  const std::size_t n = s.points.count;
  const std::size_t d = s.points.dimensions;
  const std::size_t pitch = BlockSize(isa, n);
  Arena arena(scratch);
  double* blocks = arena.Take(kQueryRows / isa.panel * pitch);
  double* queries = arena.Take(d * isa.panel);
  double sums[kPadding];
  for (std::size_t begin = 0; begin < m; begin += kQueryRows) {
    const std::size_t count = m - begin < kQueryRows ? m - begin : kQueryRows;
    const std::size_t panels = PanelCount(isa.panel, count);
    for (std::size_t b = 0; b < panels; ++b) {
      const std::size_t first = begin + b * isa.panel;
      const std::size_t size = m - first < isa.panel ? m - first : isa.panel;
      QueryPanel(isa, rows + first * d, size, d, queries);
      isa.covariance_block(s.points, n, s.parameters, queries, blocks + b * pitch, nullptr);
      isa.block_dot(blocks + b * pitch, n, s.alpha, sums);
      std::memcpy(mean + first, sums, size * sizeof(double));
    }
    isa.solve_blocks_forward(s.panels, n, blocks, pitch, panels);
    for (std::size_t b = 0; b < panels; ++b) {
      const std::size_t first = begin + b * isa.panel;
      const std::size_t size = m - first < isa.panel ? m - first : isa.panel;
      Variances(s, blocks + b * pitch, size, variance + first);
    }
  }
}

void PosteriorGradient(const Surrogate& s, const double* row, double* mean, double* variance,
                       double* mean_gradient, double* variance_gradient, double* scratch) {
  const Isa& isa = *s.isa;
  const std::size_t n = s.points.count;
  const std::size_t d = s.points.dimensions;
  const std::size_t size = BlockSize(isa, n);
  Arena arena(scratch);
  double* block = arena.Take(size);
  double* dk_dr2 = arena.Take(size);
  double* queries = arena.Take(d * isa.panel);
  double* gradient = arena.Take(d * isa.panel);
  double means[kPadding], variances[kPadding], by_mean[kPadding];
  QueryPanel(isa, row, 1, d, queries);
  MomentsOfPanel(s, queries, {block, dk_dr2, means, variances});
  *mean = means[0];
  *variance = variances[0];
  const double scale = IsFloored(s, *variance) ? 0.0 : -2.0;
  for (std::size_t i = 0; i < n * isa.panel; ++i) block[i] *= scale;
  isa.solve_block_backward(s.panels, n, block);
  for (double& entry : by_mean) entry = 0.0;
  isa.block_gradient(s.points, n, s.parameters, queries, dk_dr2, s.alpha, by_mean, block, gradient);
  for (std::size_t k = 0; k < d; ++k) variance_gradient[k] = gradient[k * isa.panel];
  std::memset(block, 0, size * sizeof(double));
  for (double& entry : by_mean) entry = 1.0;
  isa.block_gradient(s.points, n, s.parameters, queries, dk_dr2, s.alpha, by_mean, block, gradient);
  for (std::size_t k = 0; k < d; ++k) mean_gradient[k] = gradient[k * isa.panel];
}

}  // namespace gp
