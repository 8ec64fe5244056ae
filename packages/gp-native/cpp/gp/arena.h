#pragma once

#include <cstddef>

namespace gp {

/// Doubles that vector code may touch together: a multiple of every panel's width. Every length of
/// the library is rounded up to it.
constexpr std::size_t kLane = 24;

constexpr std::size_t RoundUp(std::size_t count) { return (count + kLane - 1) / kLane * kLane; }

/// Hands out pieces of the caller's block. Each `...Scratch` function says how many doubles its
/// partner takes.
class Arena {
 public:
  explicit Arena(double* block) : next_(block) {}

  /// `count` doubles, uninitialized, followed by padding up to a whole lane.
  double* Take(std::size_t count) {
    double* piece = next_;
    next_ += RoundUp(count);
    return piece;
  }

 private:
  double* next_;
};

}  // namespace gp
