#pragma once

#include <cstddef>

namespace gp {

/// The least noise variance that a fit considers; a deterministic fit pins it here.
constexpr double kNoiseFloor = 1e-6;

/// ln of the prior densities of length scales, variance and noise (of the numbers, not of their
/// logarithms) at packed = [ln lengthscales (d), ln variance, ln noise].
/// @see [Hvarfner2024] for the length scales
double LogPrior(const double* packed, std::size_t d);

/// Adds its gradient by `packed`, d + 2.
void AddLogPriorGradient(const double* packed, std::size_t d, double* gradient);

/// The mode of every prior, packed (d + 2).
void PriorMode(std::size_t d, double* packed);

/// The box in which a fit moves, packed (d + 2).
void FitBounds(std::size_t d, double* lower, double* upper);

}  // namespace gp
