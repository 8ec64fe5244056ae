#pragma once

namespace gp {

/// exp(x^2) erfc(x) for x >= 0, relative error below 1e-14. @see [Cody1969]
double Erfcx(double x);

/// ln of the expected improvement, with its derivatives with respect to mean and variance.
struct LogImprovement {
  double value;
  double by_mean;
  double by_variance;
};

/// Finite for every finite mean and positive variance. @see [Ament2023, eq. 9]
LogImprovement LogExpectedImprovement(double mean, double variance, double incumbent);

}  // namespace gp
