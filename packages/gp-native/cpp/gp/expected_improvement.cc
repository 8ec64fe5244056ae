#include "expected_improvement.h"

#include <cmath>

namespace gp {
namespace {

constexpr double kHalfLog2Pi = 0.91893853320467274178;
constexpr double kRootHalf = 0.70710678118654752440;
constexpr double kRootHalfPi = 1.2533141373155002512;
constexpr double kInverseRootPi = 0.56418958354775628695;

template <int N>
double Horner(const double (&coefficients)[N], double t) {
  double sum = 0.0;
  for (double coefficient : coefficients) sum = sum * t + coefficient;
  return sum;
}

// The minimax rationals of SPECFUN's CALERF, numerators above denominators.
constexpr double kMiddle[][9] = {
    {2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1,
     2.98635138197400131e2, 8.8195222124176909e2, 1.71204761263407058e3, 2.05107837782607147e3,
     1.23033935479799725e3},
    {1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
     3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3}};
constexpr double kLarge[][6] = {
    {1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
     1.60837851487422766e-2, 6.58749161529837803e-4},
    {1, 2.56852019228982242, 1.87295284992346047, 5.27905102951428412e-1, 6.05183413124413191e-2,
     2.33520497626869185e-3}};

/// 1 - t R(t), R the Mills ratio, as a series in 1 / t^2: accurate to the last bit for t > 50.
double MillsGap(double inverse_square) {
  double sum = 0.0;
  for (double odd = 15.0; odd > 1.0; odd -= 2.0) sum = odd * inverse_square * (1.0 - sum);
  return inverse_square * (1.0 - sum);
}

}  // namespace

double Erfcx(double x) {
  if (x <= 0.46875) return std::exp(x * x) * std::erfc(x);
  if (x <= 4.0) return Horner(kMiddle[0], x) / Horner(kMiddle[1], x);
  const double t = 1.0 / (x * x);
  return (kInverseRootPi - t * Horner(kLarge[0], t) / Horner(kLarge[1], t)) / x;
}

LogImprovement LogExpectedImprovement(double mean, double variance, double incumbent) {
  const double stddev = std::sqrt(variance);
  const double z = (incumbent - mean) / stddev;
  // ln h(z) with h = phi + z Phi, and its derivative Phi / h. Below -1 the two terms cancel, so h =
  // phi (1 - t R(t)) with t = -z and the Mills ratio R. Below -50 that difference cancels as well,
  // so a series is used.
  double log_h;
  double slope;
  if (z > -1.0) {
    const double cdf = 0.5 * std::erfc(-z * kRootHalf);
    const double h = std::exp(-0.5 * z * z - kHalfLog2Pi) + z * cdf;
    log_h = std::log(h);
    slope = cdf / h;
  } else {
    const double t = -z;
    const double mills = kRootHalfPi * Erfcx(t * kRootHalf);
    const double gap = t > 50.0 ? MillsGap(1.0 / (t * t)) : 1.0 - t * mills;
    log_h = -0.5 * t * t - kHalfLog2Pi + std::log(gap);
    slope = mills / gap;
  }
  return {log_h + std::log(stddev), -slope / stddev, (1.0 - z * slope) / (2.0 * variance)};
}

}  // namespace gp
