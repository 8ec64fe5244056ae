#pragma once

namespace gp {

/// The result of a computation. The library does not throw or print.
enum class Status : int {
  kOk = 0,
  kNotPositiveDefinite,
  kAborted,
};

}  // namespace gp
