// Runs the tests for every instruction set of this processor.
#include <cmath>
#include <cstdio>
#include <cstring>

#include "../gp/expected_improvement.h"
#include "../gp/isa.h"
#include "testing.h"
#include "tests.h"

int main(int count, char** arguments) {
  using namespace testing;
  // Valgrind is slow, so it runs only some sizes.
  const bool quick = count > 1 && std::strcmp(arguments[1], "quick") == 0;
  for (const char* name : {"base", "avx2", "avx512"}) {
    const gp::Isa* isa = gp::ChooseIsa(name);
    if (isa == nullptr) {
      std::printf("%s: not on this processor\n", name);
      continue;
    }
    for (std::size_t n : {1, 2, 7, 8, 9, 24, 33, 70}) {
      if (quick && n != 1 && n != 33) continue;
      TestFactor(*isa, n);
      TestSolves(*isa, n);
      TestRemove(*isa, n, 4);
      TestPending(*isa, n, 3, 1 + n % 30);
      for (gp::Kernel kernel : {gp::Kernel::kMatern52, gp::Kernel::kRbf, gp::Kernel::kMatern32}) {
        TestAppend(*isa, kernel, n, 4);
        TestGradients(*isa, kernel, n, 3);
        TestMatrix(*isa, kernel, n, 1 + 2 * n, 4);
      }
      TestSearches(*isa, n, 3, 50, 5, 8);
    }
    TestSearches(*isa, 20, 1, 1, 3, 0);
    TestSearches(*isa, 20, 9, 30, 0, 100);
    // Large enough for several groups and depths of the blocked loops.
    TestFactor(*isa, 310);
    TestSolves(*isa, 310);
    // Written past the cache, with and without rows of whole cache lines.
    if (!quick) {
      TestMatrix(*isa, gp::Kernel::kMatern52, 728, 728, 3);
      TestMatrix(*isa, gp::Kernel::kMatern52, 729, 731, 3);
    }
    TestNotPositiveDefinite(*isa);
    std::printf("%s: done\n", name);
  }
  TestMinimize();
  for (double z : {-1e300, -1e100, -1e5, -1.0, 0.0, 1e5}) {
    Expect(std::isfinite(gp::LogExpectedImprovement(0.0, 1.0, z).by_mean) || z < -1e150,
           "the gradient of a far-off improvement is finite", "any");
  }
  std::printf("%d failures\n", Failures());
  return Failures() == 0 ? 0 : 1;
}
