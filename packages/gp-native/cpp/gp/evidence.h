#pragma once

#include <cstddef>

#include "covariance.h"
#include "isa.h"
#include "status.h"

namespace gp {

/// Doubles of scratch for `Evidence`.
std::size_t EvidenceScratch(const Isa& isa, std::size_t n, std::size_t d);

/// What the value leaves for the gradient; it lies in the scratch.
struct EvidenceState {
  Scales scales;
  Factor factor;
  double* slopes;
  double* inverse;
  double* weights;
  double* shares;
  double* sums;
};

/// ln p(values | points, packed hyperparameters). @see [Rasmussen2006, eq. 2.30]
Status Evidence(const Isa& isa, Kernel kernel, const Points& points, const double* values,
                const double* packed, double* value, EvidenceState* state, double* scratch);

/// Its gradient (d + 2) by the packed logarithms: twice the work of the value, so it is had only
/// where it is wanted. The trace with each derivative needs every entry of K^-1, which comes as W^T
/// W with W = L^-1, a tile at a time, and is used up while it is in registers. @see
/// [Rasmussen2006, eq. 5.9]
void EvidenceGradient(const Isa& isa, const Points& points, const double* values,
                      const EvidenceState& state, double* gradient);

/// -1/2 values . weights - sum ln L(i, i) - n/2 ln 2 pi, from a finished factor and weights = K^-1
/// values.
double EvidenceValue(const Isa& isa, const double* panels, std::size_t n, const double* values,
                     const double* weights);

}  // namespace gp
