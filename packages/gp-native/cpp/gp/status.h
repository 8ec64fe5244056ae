#pragma once

namespace gp {

/// What became of a computation; the library throws nothing and prints nothing.
enum class Status : int {
  kOk = 0,
  kNotPositiveDefinite,
  kAborted,
};

}  // namespace gp
