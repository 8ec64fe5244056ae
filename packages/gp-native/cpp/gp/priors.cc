#include "priors.h"

#include <cmath>

namespace gp {
namespace {

constexpr double kHalfLog2Pi = 0.91893853320467274178;

/// A log-normal distribution, by the mean and standard deviation of the logarithm.
struct LogNormal {
  double location;
  double scale;
};

LogNormal PriorOf(std::size_t index, std::size_t d) {
  if (index < d) return {std::sqrt(2.0) + 0.5 * std::log(static_cast<double>(d)), std::sqrt(3.0)};
  return index == d ? LogNormal{0.0, 1.0} : LogNormal{-4.0, 1.0};
}

}  // namespace

double LogPrior(const double* theta, std::size_t d) {
  double value = 0.0;
  for (std::size_t j = 0; j < d + 2; ++j) {
    const LogNormal prior = PriorOf(j, d);
    const double z = (theta[j] - prior.location) / prior.scale;
    value -= theta[j] + 0.5 * z * z + std::log(prior.scale) + kHalfLog2Pi;
  }
  return value;
}

void AddLogPriorGradient(const double* theta, std::size_t d, double* gradient) {
  for (std::size_t j = 0; j < d + 2; ++j) {
    const LogNormal prior = PriorOf(j, d);
    gradient[j] -= 1.0 + (theta[j] - prior.location) / prior.scale / prior.scale;
  }
}

void PriorMode(std::size_t d, double* theta) {
  for (std::size_t j = 0; j < d + 2; ++j) {
    const LogNormal prior = PriorOf(j, d);
    theta[j] = prior.location - prior.scale * prior.scale;
  }
}

void FitBounds(std::size_t d, double* lower, double* upper) {
  for (std::size_t j = 0; j < d; ++j) {
    lower[j] = std::log(0.025);
    upper[j] = std::log(1e4);
  }
  lower[d] = std::log(1e-3);
  upper[d] = std::log(1e3);
  lower[d + 1] = std::log(kNoiseFloor);
  upper[d + 1] = std::log(10.0);
}

}  // namespace gp
