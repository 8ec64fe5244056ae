#include <cmath>

#include "../gp/arena.h"
#include "../gp/covariance.h"
#include "../gp/panels.h"
#include "testing.h"
#include "tests.h"

namespace testing {

/// Solving a block and solving a single vector give the same bits.
void TestSolves(const gp::Isa& isa, std::size_t n) {
  Random random;
  const Doubles matrix = Allocate(n * n);
  for (std::size_t i = 0; i < n * n; ++i) matrix[i] = random() - 0.5;
  for (std::size_t i = 0; i < n; ++i) matrix[i * n + i] += static_cast<double>(n);
  const Doubles panels = Allocate(gp::PanelsSize(isa.panel, n));
  double jitter;
  gp::FactorMatrix(isa, matrix.get(), n, panels.get(), &jitter);
  const std::size_t rows = gp::PanelCount(isa.panel, n) * isa.panel;
  const Doubles block = Allocate(2 * rows * isa.panel);
  const Doubles vector = Allocate(gp::RoundUp(n));
  for (std::size_t i = 0; i < 2 * rows * isa.panel; ++i) {
    block[i] = i / isa.panel % rows < n ? random() - 0.5 : 0.0;
  }
  const std::size_t column = isa.panel - 1;
  for (std::size_t i = 0; i < n; ++i) vector[i] = block[i * isa.panel + column];
  isa.solve_blocks_forward(panels.get(), n, block.get(), rows * isa.panel, 2);
  isa.solve_forward(panels.get(), n, vector.get());
  bool equal = true;
  for (std::size_t i = 0; i < n; ++i) equal = equal && vector[i] == block[i * isa.panel + column];
  Expect(equal, "a block and a vector have equal bits", isa.name);
  isa.solve_block_backward(panels.get(), n, block.get());
  isa.solve_backward(panels.get(), n, vector.get());
  double worst = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    worst = std::fmax(worst, std::fabs(vector[i] - block[i * isa.panel + column]));
  }
  Expect(worst < 1e-14, "a backward solve of a block and of a vector agree", isa.name);
}

/// The factor times its transpose is the matrix.
void TestFactor(const gp::Isa& isa, std::size_t n) {
  Random random;
  const Doubles matrix = Allocate(n * n);
  for (std::size_t i = 0; i < n * n; ++i) matrix[i] = random() - 0.5;
  for (std::size_t i = 0; i < n; ++i) matrix[i * n + i] += static_cast<double>(n);
  const Doubles panels = Allocate(gp::PanelsSize(isa.panel, n));
  double jitter;
  Expect(gp::FactorMatrix(isa, matrix.get(), n, panels.get(), &jitter) == gp::Status::kOk &&
             jitter == 0.0,
         "a dominant diagonal needs no jitter", isa.name);
  double worst = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = 0.0;
      for (std::size_t p = 0; p <= j; ++p) {
        sum += gp::PanelEntry(panels.get(), isa.panel, p, i) *
               gp::PanelEntry(panels.get(), isa.panel, p, j);
      }
      worst = std::fmax(worst, std::fabs(sum - matrix[i * n + j]));
    }
  }
  Expect(worst < 1e-13 * static_cast<double>(n), "L L^T is the matrix", isa.name);
}

void TestNotPositiveDefinite(const gp::Isa& isa) {
  const double matrix[4] = {1, 0, 2, 1};
  const Doubles panels = Allocate(gp::PanelsSize(isa.panel, 2));
  double jitter;
  Expect(
      gp::FactorMatrix(isa, matrix, 2, panels.get(), &jitter) == gp::Status::kNotPositiveDefinite,
      "an indefinite matrix is reported", isa.name);
}

}  // namespace testing
