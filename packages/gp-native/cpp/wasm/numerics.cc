// The pure functions that the model builds on, as C functions.

#include <cstdint>
#include <cstring>

#include "../gp/covariance.h"
#include "../gp/kernel_matrix.h"
#include "../gp/panels.h"
#include "memory.h"
#include "status.h"

namespace wasm {
/// a: n x d; b: m x d, the same pointer as a if they are the same rows; out: n x m
WASM_EXPORT(kernel_matrix)
int kernel_matrix(int kernel, const double* a, std::size_t n, const double* b, std::size_t m,
                  std::size_t d, const double* theta, const std::uint8_t* kinds, double* out) {
  const gp::MatrixProblem problem{static_cast<gp::Kernel>(kernel), a, n, b, m, d, kinds, theta};
  const Doubles scratch(gp::KernelMatrixScratch(problem));
  if (scratch.data() == nullptr) return kNoMemory;
  gp::KernelMatrix(*gp::ChooseIsa(nullptr), problem, out, scratch.data());
  return kDone;
}

/// matrix: n x n; out: the factor (n x n), then the jitter
WASM_EXPORT(cholesky) int cholesky(const double* matrix, std::size_t n, double* out) {
  const gp::Isa& isa = *gp::ChooseIsa(nullptr);
  const Doubles panels(gp::PanelsSize(isa.panel, n));
  if (panels.data() == nullptr) return kNoMemory;
  const gp::Status status = gp::FactorMatrix(isa, matrix, n, panels.data(), out + n * n);
  if (status != gp::Status::kOk) return OutcomeOf(status);
  std::memset(out, 0, n * n * sizeof(double));
  gp::FactorOfPanels(isa, panels.data(), n, out);
  return kDone;
}

/// factor: n x n; right: m x n; out: m x n
WASM_EXPORT(solve)
int solve(const double* factor, std::size_t n, const double* right, std::size_t m, double* out) {
  const gp::Isa& isa = *gp::ChooseIsa(nullptr);
  const Doubles panels(gp::PanelsSize(isa.panel, n));
  const Doubles row(n);
  if (panels.data() == nullptr || row.data() == nullptr) return kNoMemory;
  gp::PanelsOfFactor(isa, factor, n, panels.data());
  for (std::size_t i = 0; i < m; ++i) {
    std::memcpy(row.data(), right + i * n, n * sizeof(double));
    isa.solve_forward(panels.data(), n, row.data());
    isa.solve_backward(panels.data(), n, row.data());
    std::memcpy(out + i * n, row.data(), n * sizeof(double));
  }
  return kDone;
}

}  // namespace wasm
