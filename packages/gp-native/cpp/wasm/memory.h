#pragma once

#include <cstddef>
#include <cstdlib>

#include "../gp/arena.h"

namespace wasm {

/// Memory of the instance, given back with its owner; `data()` is null where there is none left.
template <typename T>
class Piece {
 public:
  explicit Piece(std::size_t count) : data_(Get(count)) {}
  ~Piece() { std::free(data_); }
  Piece(const Piece&) = delete;
  Piece& operator=(const Piece&) = delete;

  T* data() const { return data_; }

  /// Gives the memory up to the caller.
  T* Release() {
    T* released = data_;
    data_ = nullptr;
    return released;
  }

 private:
  /// Whole lanes of doubles, so that vector loads may run over the end of an array.
  static T* Get(std::size_t count) {
    // Half of the address space, so that sizes cannot wrap around.
    if (count > 0x7fffffff / sizeof(double)) return nullptr;
    return static_cast<T*>(std::aligned_alloc(64, (gp::RoundUp(count + 1) * sizeof(double))));
  }

  T* data_;
};

using Doubles = Piece<double>;

}  // namespace wasm
