#pragma once

#include <cstddef>

namespace gp {

// A factor U (K = U^T U, so U = L^T) is stored in panels of w columns, w the width of the
// instruction set. Panel j holds columns w j .. w (j + 1) - 1 and only their rows 0 .. w (j + 1) -
// 1, row by row, behind a header of w numbers: the reciprocals of its diagonal. Both operands of
// every inner loop are so read from front to back without packing, the triangle takes half of the
// square, and a longer factor begins with the shorter one. Columns that are not there yet are zero,
// with reciprocal zero; below the diagonal of a panel's last w rows lies rounding dust.

constexpr std::size_t PanelCount(std::size_t width, std::size_t n) {
  return (n + width - 1) / width;
}

/// Where panel `index` begins.
constexpr std::size_t PanelOffset(std::size_t width, std::size_t index) {
  return width * (index + width * (index * (index + 1) / 2));
}

/// Doubles of the panels of n columns.
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
