#include "../gp/minimize.h"

#include <cmath>
#include <cstring>
#include <limits>

#include "testing.h"
#include "tests.h"

namespace testing {
namespace {

constexpr std::size_t kSize = 3;

/// A curved valley whose minimum is outside the box.
double Valley(const double* x, double* gradient) {
  const double a = x[1] - x[0] * x[0];
  const double b = x[2] - x[1] * x[1];
  gradient[0] = -40.0 * a * x[0] - 2.0 * (1.0 - x[0]);
  gradient[1] = 20.0 * a - 40.0 * b * x[1];
  gradient[2] = 20.0 * b;
  return 10.0 * a * a + 10.0 * b * b + (1.0 - x[0]) * (1.0 - x[0]);
}

/// Leaves the best point in x. If `sparing`, gradients that are not needed are NaN. Returns how
/// many were not needed.
std::size_t Search(bool sparing, std::size_t max_iterations, double* x) {
  const double lower[kSize] = {-2.0, -2.0, -2.0};
  const double upper[kSize] = {0.9, 2.0, 2.0};
  gp::MinimizeOptions options;
  options.max_iterations = max_iterations;
  const Doubles scratch = Allocate(gp::Minimizer::Scratch(kSize));
  gp::Minimizer search;
  search.Start(kSize, lower, upper, options, x, scratch.get());
  std::size_t spared = 0;
  for (bool more = true; more;) {
    double gradient[kSize];
    const double value = Valley(search.trial(), gradient);
    const bool needed = search.NeedsGradient(gp::Status::kOk, value);
    if (!needed) ++spared;
    for (std::size_t i = 0; i < kSize; ++i) {
      const double nothing = std::numeric_limits<double>::quiet_NaN();
      search.trial_gradient()[i] = sparing && !needed ? nothing : gradient[i];
    }
    more = search.Tell(gp::Status::kOk, value);
  }
  return spared;
}

}  // namespace

/// A search never reads a gradient for which `NeedsGradient` was false, and it finds the minimum at
/// the bound.
void TestMinimize() {
  for (std::size_t iterations : {0, 1, 5, 200}) {
    double whole[kSize] = {-1.2, 1.0, 0.5};
    double spared[kSize] = {-1.2, 1.0, 0.5};
    Search(false, iterations, whole);
    const std::size_t count = Search(true, iterations, spared);
    Expect(std::memcmp(whole, spared, sizeof whole) == 0,
           "gradients that are not needed are not read", "any");
    Expect(iterations < 5 || count > 0, "some gradients are spared", "any");
    Expect(iterations < 200 || std::fabs(whole[0] - 0.9) < 1e-9, "the bound is found", "any");
  }
}

}  // namespace testing
