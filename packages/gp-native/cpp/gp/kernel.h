#pragma once

#include <cstddef>
#include <cstdint>

namespace gp {

/// Covariance as a function of the scaled distance. @see [Rasmussen2006, section 4.2]
enum class Kernel : int { kMatern52 = 0, kRbf = 1, kMatern32 = 2 };
constexpr std::size_t kKernels = 3;

/// Observations stored by column, so that a row of covariances reads contiguous memory.
struct Points {
  const double* columns;      ///< d x stride, entry (k, j) is coordinate k of observation j
  std::size_t stride;         ///< at least `count`, a multiple of kPadding
  std::size_t count;          ///< n
  std::size_t dimensions;     ///< d
  const std::uint8_t* kinds;  ///< d, 0 numeric, 1 categorical
};

/// Hyperparameters in the form the covariance code uses.
struct KernelParameters {
  Kernel kernel;
  const double* inverse_lengthscales;  ///< d
  double variance;
  double noise;
};

}  // namespace gp
