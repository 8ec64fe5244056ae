#include "testing.h"

#include <cmath>
#include <cstdio>
#include <cstring>

#include "../gp/panels.h"

namespace testing {
namespace {

int failures = 0;

}  // namespace

int Failures() { return failures; }

void Expect(bool condition, const char* what, const char* isa) {
  if (condition) return;
  std::printf("FAILED (%s): %s\n", isa, what);
  ++failures;
}

Data MakeData(std::size_t n, std::size_t d, Random* random) {
  Data data;
  for (std::size_t i = 0; i < n; ++i) {
    double value = 0.0;
    for (std::size_t k = 0; k < d; ++k) {
      const double x = i % 7 == 6 ? data.rows[(i - 1) * d + k] : (*random)();
      data.rows.push_back(k % 3 == 2 ? std::floor(3.0 * x) : x);
      value += std::sin(4.0 * x + static_cast<double>(k));
    }
    data.values.push_back(value);
  }
  return data;
}

std::vector<std::uint8_t> Kinds(std::size_t d) {
  std::vector<std::uint8_t> kinds(d);
  for (std::size_t k = 0; k < d; ++k) kinds[k] = k % 3 == 2 ? 1 : 0;
  return kinds;
}

void ExpectEqualBits(const gp::Model& a, const gp::Model& b, const char* what) {
  const gp::Surrogate p = a.surrogate();
  const gp::Surrogate q = b.surrogate();
  bool equal =
      a.size() == b.size() && std::memcmp(p.alpha, q.alpha, a.size() * sizeof(double)) == 0;
  for (std::size_t j = 0; j < a.size(); ++j) {
    for (std::size_t i = 0; i <= j; ++i) {
      equal = equal && gp::PanelEntry(p.panels, a.isa().panel, i, j) ==
                           gp::PanelEntry(q.panels, a.isa().panel, i, j);
    }
  }
  Expect(equal, what, a.isa().name);
}

}  // namespace testing
