#include "evidence.h"

#include <cmath>
#include <cstring>

#include "arena.h"
#include "covariance.h"

namespace gp {
namespace {

constexpr double kHalfLog2Pi = 0.91893853320467274178;
constexpr std::size_t kBlock =
    24;  // rows of the inverse at a time; a multiple of every tile height

}  // namespace

std::size_t EvidenceScratch(std::size_t n, std::size_t d) {
  const std::size_t stride = RoundUp(n);
  return 2 * n * stride + kBlock * stride + 4 * stride + 3 * RoundUp(d);
}

double EvidenceValue(const Isa& isa, const double* factor, std::size_t stride, std::size_t n,
                     const double* values, const double* weights) {
  double log_diagonal = 0.0;
  for (std::size_t i = 0; i < n; ++i) log_diagonal += std::log(factor[i * stride + i]);
  return -0.5 * isa.dot(values, weights, n) - log_diagonal - static_cast<double>(n) * kHalfLog2Pi;
}

Status Evidence(const Isa& isa, Kernel kernel, const Points& points, const double* values,
                const double* packed, double* value, double* gradient, double* scratch) {
  const std::size_t n = points.count;
  const std::size_t d = points.dimensions;
  const std::size_t stride = RoundUp(n);
  Arena arena(scratch);
  Factor factor;
  factor.entries = arena.Take(n * stride);
  factor.stride = stride;
  double* inverse_factor = arena.Take(n * stride);  // row j holds column j of L^-1
  double* block = arena.Take(kBlock * stride);
  double* weights = arena.Take(n);
  double* covariance = arena.Take(n);
  double* slope = arena.Take(n);
  double* residual = arena.Take(n);
  double* inverse_lengthscales = arena.Take(d);
  double* row = arena.Take(d);
  double* shares = arena.Take(d);

  const Scales scales = UnpackScales(kernel, packed, d, inverse_lengthscales);
  const Status status = ExtendFactor(isa, points, scales, &factor, row, slope);
  if (status != Status::kOk) return status;

  std::memcpy(weights, values, n * sizeof(double));
  isa.solve_forward(factor.entries, stride, n, weights, stride, 1, 0);
  isa.solve_backward(factor.entries, stride, n, weights);
  *value = EvidenceValue(isa, factor.entries, stride, n, values, weights);

  std::memset(inverse_factor, 0, n * stride * sizeof(double));
  for (std::size_t j = 0; j < n; ++j) inverse_factor[j * stride + j] = 1.0;
  for (std::size_t j0 = 0; j0 < n; j0 += kBlock) {
    const std::size_t count = n - j0 < kBlock ? n - j0 : kBlock;
    isa.solve_forward(factor.entries, stride, n, inverse_factor + j0 * stride, stride, count, j0);
  }

  for (std::size_t k = 0; k < d + 2; ++k) gradient[k] = 0.0;
  for (std::size_t i0 = 0; i0 < n; i0 += kBlock) {
    const std::size_t count = n - i0 < kBlock ? n - i0 : kBlock;
    isa.products(inverse_factor + i0 * stride, count, inverse_factor, i0 + count, stride, i0, n,
                 block, stride);
    for (std::size_t r = 0; r < count; ++r) {
      const std::size_t i = i0 + r;
      const double* inverse = block + r * stride;
      CopyRow(points, i, row);
      isa.covariances(points, i, scales, row, covariance, slope);
      // Entries below the diagonal stand for both triangles.
      for (std::size_t j = 0; j < i; ++j) {
        residual[j] = weights[i] * weights[j] - inverse[j];
        slope[j] *= residual[j];
      }
      const double half = 0.5 * (weights[i] * weights[i] - inverse[i]);
      isa.weighted_shares(points, i, scales, row, slope, shares);
      for (std::size_t k = 0; k < d; ++k) gradient[k] -= 2.0 * shares[k];
      gradient[d] += isa.dot(residual, covariance, i) + half * scales.variance;
      gradient[d + 1] += half * scales.noise;
    }
  }
  return Status::kOk;
}

}  // namespace gp
