#include "covariance.h"

#include <cmath>
#include <cstring>

namespace gp {

void CopyRow(const Points& points, std::size_t j, double* row) {
  for (std::size_t k = 0; k < points.dimensions; ++k) {
    row[k] = points.columns[k * points.stride + j];
  }
}

Scales UnpackScales(Kernel kernel, const double* packed, std::size_t d,
                    double* inverse_lengthscales) {
  for (std::size_t k = 0; k < d; ++k) inverse_lengthscales[k] = std::exp(-packed[k]);
  return {kernel, inverse_lengthscales, std::exp(packed[d]), std::exp(packed[d + 1])};
}

Status ExtendFactor(const Isa& isa, const Points& points, const Scales& scales, Factor* factor,
                    double* coordinates, double* slopes) {
  const double diagonal = scales.variance + scales.noise;
  while (factor->rows < points.count) {
    for (std::size_t i = factor->rows; i < points.count; ++i) {
      double* row = factor->entries + i * factor->stride;
      CopyRow(points, i, coordinates);
      isa.covariances(points, i, scales, coordinates, row, slopes);
      row[i] = diagonal;
    }
    const double jitter = kJitterLadder[factor->rung] * diagonal;
    if (isa.factor_rows(factor->entries, factor->stride, factor->rows, points.count, jitter)) {
      factor->rows = points.count;
      break;
    }
    factor->rows = 0;
    if (++factor->rung == kJitterRungs) {
      factor->rung = 0;
      return Status::kNotPositiveDefinite;
    }
  }
  return Status::kOk;
}

Status FactorMatrix(const Isa& isa, double* matrix, std::size_t stride, std::size_t n,
                    double* backup, double* jitter) {
  double trace = 0.0;
  for (std::size_t i = 0; i < n; ++i) trace += matrix[i * stride + i];
  std::memcpy(backup, matrix, n * stride * sizeof(double));
  for (double step : kJitterLadder) {
    *jitter = step * trace / static_cast<double>(n);
    if (isa.factor_rows(matrix, stride, 0, n, *jitter)) return Status::kOk;
    std::memcpy(matrix, backup, n * stride * sizeof(double));
  }
  return Status::kNotPositiveDefinite;
}

}  // namespace gp
