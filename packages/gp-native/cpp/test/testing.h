// Helpers of the library's tests, which run without Node so that sanitizers see only the library.
// Scratch blocks are exactly as large as the library asks for, so sanitizers report a single double
// too many.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "../gp/model.h"

namespace testing {

/// The number of failed expectations so far.
int Failures();

/// Prints `what` and counts a failure unless the condition holds.
void Expect(bool condition, const char* what, const char* isa);

/// A small linear congruential generator, uniform in [0, 1).
struct Random {
  unsigned long long state = 1;
  double operator()() {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<double>(state >> 11) / 9007199254740992.0;
  }
};

using Doubles = std::unique_ptr<double[]>;
inline Doubles Allocate(std::size_t count) { return Doubles(new double[count]); }

struct Data {
  std::vector<double> rows;
  std::vector<double> values;
};

/// A bumpy function of d columns; every third column is categorical, every seventh row a duplicate.
Data MakeData(std::size_t n, std::size_t d, Random* random);

/// The column kinds of `MakeData`.
std::vector<std::uint8_t> Kinds(std::size_t d);

/// Expects that two models have the same factor and alpha.
void ExpectEqualBits(const gp::Model& a, const gp::Model& b, const char* what);

}  // namespace testing
