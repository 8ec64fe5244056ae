#pragma once

#include <cstddef>

#include "isa.h"
#include "status.h"

namespace gp {

/// Doubles of scratch for `Evidence`.
std::size_t EvidenceScratch(const Isa& isa, std::size_t n, std::size_t d);

/// ln p(values | points, packed hyperparameters) and its gradient (d + 2) by the packed logarithms.
/// The trace with each derivative needs every entry of K^-1, which comes as W^T W with W = L^-1, a
/// tile at a time, and is used up while it is in registers; without `gradient`, which may be null, a
/// third of the work. @see [Rasmussen2006, eq. 5.9]
Status Evidence(const Isa& isa, Kernel kernel, const Points& points, const double* values,
                const double* packed, double* value, double* gradient, double* scratch);

/// -1/2 values . weights - sum ln L(i, i) - n/2 ln 2 pi, from a finished factor and weights = K^-1
/// values.
double EvidenceValue(const Isa& isa, const double* panels, std::size_t n, const double* values,
                     const double* weights);

}  // namespace gp
