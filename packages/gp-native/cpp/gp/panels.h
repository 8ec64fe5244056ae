#pragma once

#include <cstddef>

namespace gp {

// A factor U (K = U^T U, so U = L^T) is stored in panels of w columns, w being the panel width of
// the instruction set. Panel j holds columns w j .. w (j + 1) - 1, only their rows 0 .. w (j + 1) -
// 1, row by row, behind a header of w numbers: the reciprocals of its diagonal. So both operands of
// every inner loop are read sequentially without copying, the triangle takes half the memory of the
// square, and a factor starts with the factor of its first rows. Columns that do not exist yet are
// zero, with reciprocal zero. The entries below the diagonal in the last w rows of a panel are
// rounding errors and must not be read.

constexpr std::size_t PanelCount(std::size_t width, std::size_t n) {
  return (n + width - 1) / width;
}

/// Offset of panel `index`.
constexpr std::size_t PanelOffset(std::size_t width, std::size_t index) {
  return width * (index + width * (index * (index + 1) / 2));
}

/// Doubles of a factor of n columns.
constexpr std::size_t PanelsSize(std::size_t width, std::size_t n) {
  return PanelOffset(width, PanelCount(width, n));
}

/// U(i, j), i <= j.
inline double& PanelEntry(double* panels, std::size_t width, std::size_t i, std::size_t j) {
  return panels[PanelOffset(width, j / width) + (i + 1) * width + j % width];
}
inline double PanelEntry(const double* panels, std::size_t width, std::size_t i, std::size_t j) {
  return panels[PanelOffset(width, j / width) + (i + 1) * width + j % width];
}

}  // namespace gp
