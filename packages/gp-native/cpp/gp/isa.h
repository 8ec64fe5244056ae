#pragma once

#include <cstddef>

#include "kernel.h"

namespace gp {

constexpr std::size_t kTile = 48;  ///< rows and columns of one tile of a kernel matrix
constexpr std::size_t kTiles = 2 * kTile * kTile;

/// The hot loops, compiled once for each instruction set.
///
/// Appending a row gives the same bits as factoring all rows at once, because every entry of a
/// factor or of a solution is computed as ((k - u0 v0) - u1 v1) - ..., one fused step after the
/// other in index order, times a reciprocal. Blocking and tiling do not change the bits within one
/// instruction set, nor does it matter when a row is appended. Factors are stored as described in
/// panels.h. A block is `panel` right-hand sides side by side (rows x panel); its rows are padded
/// to whole panels.
struct Isa {
  const char* name;
  std::size_t panel;  ///< width of a panel and of a block

  /// Writes the covariances of all pairs i <= j, j in from..to, into the panels of those columns,
  /// with `diagonal` on the diagonal and in the headers; `from` is the first column of a panel. If
  /// `dk_dr2` is not null, it gets the derivatives with respect to the squared distance in the same
  /// layout, zero on the diagonal.
  void (*fill)(const Points& points, const KernelParameters& parameters, std::size_t from,
               std::size_t to, double diagonal, double* panels, double* dk_dr2);

  /// Factors columns from..to of filled panels; the columns before `from` are factored already;
  /// `from` is the first column of a panel. Returns false if a pivot is not positive.
  bool (*factor)(double* panels, std::size_t from, std::size_t to);

  /// Adds column n to a factor of n columns. On entry x holds its n covariances, with room for the
  /// padding; on return, the new column.
  bool (*append)(double* panels, std::size_t n, double* x, double diagonal);

  /// x := U^-T x and x := U^-1 x for one padded vector of n.
  void (*solve_forward)(const double* panels, std::size_t n, double* x);
  void (*solve_backward)(const double* panels, std::size_t n, double* x);

  /// The same for `count` blocks, `pitch` doubles apart.
  void (*solve_blocks_forward)(const double* panels, std::size_t n, double* blocks,
                               std::size_t pitch, std::size_t count);
  void (*solve_block_backward)(const double* panels, std::size_t n, double* block);

  /// Columns of U^-T = L^-1, as blocks of decreasing height: block j has the rows from j * panel
  /// on.
  void (*invert)(const double* panels, std::size_t n, double* inverse);

  /// gradients[k] = sum over pairs i < j of R(i, j) dk_dr2(i, j) r2(k), with R = alpha alpha^T -
  /// K^-1 (alpha padded with zeros) and r2(k) the squared scaled distance in column k. That is -1/2
  /// times the derivative of the evidence with respect to ln lengthscale(k). Returns the trace of
  /// K^-1. `sums` is scratch of d * kPadding doubles.
  double (*lengthscale_gradients)(const Points& points, const KernelParameters& parameters,
                                  const double* inverse, const double* dk_dr2, const double* alpha,
                                  double* gradients, double* sums);

  double (*dot)(const double* a, const double* b, std::size_t n);

  /// Covariances of `row` (d) with observations 0..n; the padding behind n is written too.
  void (*covariances)(const Points& points, std::size_t n, const KernelParameters& parameters,
                      const double* row, double* value);

  /// Covariances of all rows of `left` with all rows of `right`, row-major. If `symmetric`, both
  /// are the same points and only half of the matrix is computed. The columns of the points need
  /// kPadding more doubles of padding; `tiles` is scratch of kTiles doubles.
  void (*matrix)(const Points& left, const Points& right, const KernelParameters& parameters,
                 bool symmetric, double* tiles, double* out);

  /// Covariances of observations 0..n with a panel of queries (d x panel), and their derivatives
  /// with respect to the squared distance unless `dk_dr2` is null; rows behind n are zero.
  void (*covariance_block)(const Points& points, std::size_t n, const KernelParameters& parameters,
                           const double* queries, double* block, double* dk_dr2);

  /// out[c] = sum over p < n of alpha[p] block(p, c), and of block(p, c)^2.
  void (*block_dot)(const double* block, std::size_t n, const double* alpha, double* out);
  void (*block_squares)(const double* block, std::size_t n, double* out);

  /// out(k, c) = 2 sum over p < n of (by_mean[c] alpha[p] + block(p, c)) dk_dr2(p, c) (query(k, c)
  /// - x(k, p)) / lengthscale(k)^2; 0 in categorical columns. `block` is overwritten.
  void (*block_gradient)(const Points& points, std::size_t n, const KernelParameters& parameters,
                         const double* queries, const double* dk_dr2, const double* alpha,
                         const double* by_mean, double* block, double* out);
};

const Isa& BaseIsa();

/// The widest instruction set of this processor, or the one called `name`; nullptr if that cannot
/// run here.
const Isa* ChooseIsa(const char* name);

}  // namespace gp
