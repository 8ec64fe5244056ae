#pragma once

#include <cstddef>
#include <cstdlib>

#include "../gp/arena.h"

namespace wasm {

/// Owns memory of the instance; `data()` is null if the allocation failed.
template <typename T>
class Piece {
 public:
  explicit Piece(std::size_t count) : data_(Get(count)) {}
  ~Piece() { std::free(data_); }
  Piece(const Piece&) = delete;
  Piece& operator=(const Piece&) = delete;

  T* data() const { return data_; }

  /// Passes ownership to the caller.
  T* Release() {
    T* released = data_;
    data_ = nullptr;
    return released;
  }

 private:
  /// Padded to kPadding doubles, so that vector loads may run past the end of an array.
  static T* Get(std::size_t count) {
    // Limited to half of the address space, so that sizes cannot wrap around.
    if (count > 0x7fffffff / sizeof(double)) return nullptr;
    return static_cast<T*>(std::aligned_alloc(64, (gp::RoundUp(count + 1) * sizeof(double))));
  }

  T* data_;
};

using Doubles = Piece<double>;

}  // namespace wasm
