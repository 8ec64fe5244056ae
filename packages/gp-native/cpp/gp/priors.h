#pragma once

#include <cstddef>

namespace gp {

/// The smallest noise variance a fit considers; deterministic fits use exactly this.
constexpr double kNoiseFloor = 1e-6;

/// ln of the prior density of the length scales, variance and noise (not of their logarithms) at
/// theta = [ln lengthscales (d), ln variance, ln noise].
/// @see [Hvarfner2024] for the length scales
double LogPrior(const double* theta, std::size_t d);

/// Adds its gradient with respect to theta (d + 2) to `gradient`.
void AddLogPriorGradient(const double* theta, std::size_t d, double* gradient);

/// The theta (d + 2) at which every prior has its mode.
void PriorMode(std::size_t d, double* theta);

/// The bounds of theta (d + 2) in a fit.
void FitBounds(std::size_t d, double* lower, double* upper);

}  // namespace gp
