#pragma once

#include <cstddef>

#include "covariance.h"
#include "isa.h"
#include "status.h"

namespace gp {

/// Doubles of scratch for `Evidence`.
std::size_t EvidenceScratch(const Isa& isa, std::size_t n, std::size_t d);

/// Intermediate results of `Evidence` that `EvidenceGradient` needs; the arrays are in the scratch.
struct EvidenceState {
  KernelParameters parameters;
  Factor factor;
  double* dk_dr2;
  double* inverse;
  double* alpha;
  double* lengthscale_gradients;
  double* sums;
};

/// ln p(values | points, theta). @see [Rasmussen2006, eq. 2.30]
Status Evidence(const Isa& isa, Kernel kernel, const Points& points, const double* values,
                const double* theta, double* value, EvidenceState* state, double* scratch);

/// Its gradient with respect to theta (d + 2). It costs twice as much as the value, so it is a call
/// of its own. The traces need every entry of K^-1 = W^T W, W = L^-1, which is computed one tile at
/// a time and used while it is in registers. @see [Rasmussen2006, eq. 5.9]
void EvidenceGradient(const Isa& isa, const Points& points, const double* values,
                      const EvidenceState& state, double* gradient);

/// -1/2 values . alpha - sum ln L(i, i) - n/2 ln 2 pi, from the factor and alpha = K^-1 values.
double EvidenceValue(const Isa& isa, const double* panels, std::size_t n, const double* values,
                     const double* alpha);

}  // namespace gp
