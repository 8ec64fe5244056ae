// The pure functions below the model, as C functions.

#include <cstdint>
#include <cstring>

#include "../gp/covariance.h"
#include "memory.h"
#include "status.h"

namespace wasm {
namespace {

/// n columns into rows of a whole number of lanes, zero behind.
void Widen(const double* source, std::size_t rows, std::size_t n, double* target) {
  const std::size_t stride = gp::RoundUp(n);
  std::memset(target, 0, rows * stride * sizeof(double));
  for (std::size_t i = 0; i < rows; ++i) {
    std::memcpy(target + i * stride, source + i * n, n * sizeof(double));
  }
}

}  // namespace

/// a: n x d, b: m x d, out: n x m
WASM_EXPORT(kernel_matrix) int kernel_matrix(int kernel, const double* a, std::size_t n, const double* b,
                              std::size_t m, std::size_t d, const double* packed,
                              const std::uint8_t* kinds, double* out) {
  const std::size_t stride = gp::RoundUp(m);
  const Doubles columns(d * stride);
  const Doubles inverse(d);
  const Doubles slope(m);
  if (columns.data() == nullptr || inverse.data() == nullptr || slope.data() == nullptr) {
    return kNoMemory;
  }
  for (std::size_t j = 0; j < m; ++j) {
    for (std::size_t k = 0; k < d; ++k) columns.data()[k * stride + j] = b[j * d + k];
  }
  const gp::Points points{columns.data(), stride, m, d, kinds};
  const gp::Scales scales =
      gp::UnpackScales(static_cast<gp::Kernel>(kernel), packed, d, inverse.data());
  const gp::Isa& isa = *gp::ChooseIsa(nullptr);
  for (std::size_t i = 0; i < n; ++i) {
    isa.covariances(points, m, scales, a + i * d, out + i * m, slope.data());
  }
  return kDone;
}

/// matrix: n x n; out: the factor (n x n), then the jitter
WASM_EXPORT(cholesky) int cholesky(const double* matrix, std::size_t n, double* out) {
  const std::size_t stride = gp::RoundUp(n);
  const Doubles factor(n * stride);
  const Doubles backup(n * stride);
  if (factor.data() == nullptr || backup.data() == nullptr) return kNoMemory;
  Widen(matrix, n, n, factor.data());
  const gp::Status status = gp::FactorMatrix(*gp::ChooseIsa(nullptr), factor.data(), stride, n,
                                             backup.data(), out + n * n);
  if (status != gp::Status::kOk) return OutcomeOf(status);
  std::memset(out, 0, n * n * sizeof(double));
  for (std::size_t i = 0; i < n; ++i) {
    std::memcpy(out + i * n, factor.data() + i * stride, (i + 1) * sizeof(double));
  }
  return kDone;
}

/// factor: n x n; right: m x n; out: m x n
WASM_EXPORT(solve) int solve(const double* factor, std::size_t n, const double* right, std::size_t m,
                      double* out) {
  const std::size_t stride = gp::RoundUp(n);
  const Doubles wide(n * stride);
  const Doubles rows(m * stride);
  if (wide.data() == nullptr || rows.data() == nullptr) return kNoMemory;
  Widen(factor, n, n, wide.data());
  Widen(right, m, n, rows.data());
  const gp::Isa& isa = *gp::ChooseIsa(nullptr);
  isa.solve_forward(wide.data(), stride, n, rows.data(), stride, m, 0);
  for (std::size_t i = 0; i < m; ++i) {
    isa.solve_backward(wide.data(), stride, n, rows.data() + i * stride);
    std::memcpy(out + i * n, rows.data() + i * stride, n * sizeof(double));
  }
  return kDone;
}

}  // namespace wasm
