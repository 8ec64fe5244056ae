#pragma once

#include <cstddef>

namespace gp {

/// Array lengths are rounded up to this many doubles, so that vector loads and stores may run past
/// the last entry. A multiple of every panel width.
constexpr std::size_t kPadding = 24;

constexpr std::size_t RoundUp(std::size_t count) {
  return (count + kPadding - 1) / kPadding * kPadding;
}

/// Hands out pieces of a block that the caller owns. Each `...Scratch` function returns how many
/// doubles the matching function takes.
class Arena {
 public:
  explicit Arena(double* block) : next_(block) {}

  /// `count` uninitialized doubles, padded to a multiple of kPadding.
  double* Take(std::size_t count) {
    double* piece = next_;
    next_ += RoundUp(count);
    return piece;
  }

 private:
  double* next_;
};

}  // namespace gp
