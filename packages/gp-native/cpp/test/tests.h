#pragma once

#include <cstddef>

#include "../gp/isa.h"

namespace testing {

void TestAppend(const gp::Isa& isa, gp::Kernel kernel, std::size_t n, std::size_t d);
void TestRemove(const gp::Isa& isa, std::size_t n, std::size_t d);
void TestPending(const gp::Isa& isa, std::size_t n, std::size_t d, std::size_t q);
void TestSolves(const gp::Isa& isa, std::size_t n);
void TestFactor(const gp::Isa& isa, std::size_t n);
void TestNotPositiveDefinite(const gp::Isa& isa);
void TestMatrix(const gp::Isa& isa, gp::Kernel kernel, std::size_t n, std::size_t m, std::size_t d);
void TestGradients(const gp::Isa& isa, gp::Kernel kernel, std::size_t n, std::size_t d);
void TestMinimize();
void TestSearches(const gp::Isa& isa, std::size_t n, std::size_t d, std::size_t m,
                  std::size_t starts, std::size_t keep);

}  // namespace testing
