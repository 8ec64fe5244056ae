#include "covariance.h"

#include <cmath>
#include <cstring>

#include "panels.h"

namespace gp {
namespace {

/// From this many columns on, factoring them as a block is faster than appending one by one.
constexpr std::size_t kFewColumns = 3;

/// Copies a lower triangle (n x n, row-major) into panels, with the diagonal in the headers as
/// well.
void PanelsOfTriangle(std::size_t width, const double* lower, std::size_t n, double* panels) {
  for (std::size_t begin = 0; begin < n; begin += width) {
    double* panel = panels + PanelOffset(width, begin / width);
    const std::size_t columns = n - begin < width ? n - begin : width;
    std::memset(panel, 0, width * sizeof(double));
    for (std::size_t c = 0; c < columns; ++c) panel[c] = lower[(begin + c) * n + begin + c];
    for (std::size_t i = 0; i < begin + width; ++i) {
      double* row = panel + (i + 1) * width;
      for (std::size_t c = 0; c < width; ++c) {
        row[c] = c < columns && i <= begin + c ? lower[(begin + c) * n + i] : 0.0;
      }
    }
  }
}

}  // namespace

void CopyRow(const Points& points, std::size_t j, double* row) {
  for (std::size_t k = 0; k < points.dimensions; ++k) {
    row[k] = points.columns[k * points.stride + j];
  }
}

KernelParameters UnpackTheta(Kernel kernel, const double* theta, std::size_t d,
                             double* inverse_lengthscales) {
  for (std::size_t k = 0; k < d; ++k) inverse_lengthscales[k] = std::exp(-theta[k]);
  return {kernel, inverse_lengthscales, std::exp(theta[d]), std::exp(theta[d + 1])};
}

bool ExtendOnRung(const Isa& isa, const Points& points, const KernelParameters& parameters,
                  Factor* factor, double* coordinates, double* column) {
  const double diagonal = factor->Diagonal(parameters);
  std::size_t done = factor->size;
  factor->size = 0;
  while (done < points.count && (done % isa.panel != 0 || points.count - done < kFewColumns)) {
    CopyRow(points, done, coordinates);
    isa.covariances(points, done, parameters, coordinates, column);
    if (!isa.append(factor->panels, done, column, diagonal)) return false;
    ++done;
  }
  if (done < points.count) {
    isa.fill(points, parameters, done, points.count, diagonal, factor->panels, nullptr);
    if (!isa.factor(factor->panels, done, points.count)) return false;
  }
  factor->size = points.count;
  return true;
}

Status ExtendFactor(const Isa& isa, const Points& points, const KernelParameters& parameters,
                    Factor* factor, double* coordinates, double* column) {
  while (factor->size < points.count) {
    if (ExtendOnRung(isa, points, parameters, factor, coordinates, column)) break;
    if (++factor->rung == kJitterRungs) {
      factor->rung = 0;
      return Status::kNotPositiveDefinite;
    }
  }
  return Status::kOk;
}

void TruncateFactor(const Isa& isa, Factor* factor, std::size_t size) {
  if (size >= factor->size) return;
  factor->size = size;
  const std::size_t column = size % isa.panel;
  if (column == 0) return;
  double* panel = factor->panels + PanelOffset(isa.panel, size / isa.panel);
  const std::size_t rows = 1 + (size / isa.panel + 1) * isa.panel;
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t c = column; c < isa.panel; ++c) panel[i * isa.panel + c] = 0.0;
  }
}

Status FactorMatrix(const Isa& isa, const double* matrix, std::size_t n, double* panels,
                    double* jitter) {
  double trace = 0.0;
  for (std::size_t i = 0; i < n; ++i) trace += matrix[i * n + i];
  for (double step : kJitterLadder) {
    *jitter = step * trace / static_cast<double>(n);
    PanelsOfTriangle(isa.panel, matrix, n, panels);
    for (std::size_t j = 0; j < n; ++j) {
      panels[PanelOffset(isa.panel, j / isa.panel) + j % isa.panel] += *jitter;
      PanelEntry(panels, isa.panel, j, j) += *jitter;
    }
    if (isa.factor(panels, 0, n)) return Status::kOk;
  }
  return Status::kNotPositiveDefinite;
}

void PanelsOfFactor(const Isa& isa, const double* lower, std::size_t n, double* panels) {
  PanelsOfTriangle(isa.panel, lower, n, panels);
  for (std::size_t j = 0; j < n; ++j) {
    panels[PanelOffset(isa.panel, j / isa.panel) + j % isa.panel] = 1.0 / lower[j * n + j];
  }
}

void FactorOfPanels(const Isa& isa, const double* panels, std::size_t n, double* lower) {
  const std::size_t width = isa.panel;
  for (std::size_t begin = 0; begin < n; begin += width) {
    const double* panel = panels + PanelOffset(width, begin / width);
    const std::size_t columns = n - begin < width ? n - begin : width;
    for (std::size_t i = 0; i < begin + columns; ++i) {
      const double* row = panel + (i + 1) * width;
      for (std::size_t c = i < begin ? 0 : i - begin; c < columns; ++c) {
        lower[(begin + c) * n + i] = row[c];
      }
    }
  }
}

}  // namespace gp
