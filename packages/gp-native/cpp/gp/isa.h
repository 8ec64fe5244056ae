#pragma once

#include <cstddef>

#include "kernel.h"

namespace gp {

constexpr std::size_t kTile = 48;  ///< rows and columns of a matrix that are computed together
constexpr std::size_t kTiles = 2 * kTile * kTile;

/// The hot loops, compiled once for each instruction set.
///
/// The law that appending rests on: an entry of a factor or of a solution is
/// ((k - u0 v0) - u1 v1) - ..., one fused step after the other in the order of the index, times a
/// reciprocal. However the loops are blocked, whether a row comes alone or in a tile, at once or
/// later: its bits are the same within one instruction set. Factors are stored as in panels.h; a
/// block is `panel` right-hand sides side by side, rows x panel, rows a whole number of panels.
struct Isa {
  const char* name;
  std::size_t panel;  ///< width of a panel and of a block

  /// Covariances of all pairs i <= j, j in from..to, into the panels of those columns, with
  /// `diagonal` on the diagonal and in the headers; `from` begins a panel. Where `slopes` is given
  /// it gets the derivatives by the squared distance in the same layout, zero on the diagonal.
  void (*fill)(const Points& points, const Scales& scales, std::size_t from, std::size_t to,
               double diagonal, double* panels, double* slopes);

  /// Factors columns from..to of filled panels; those before are done; `from` begins a panel. False
  /// where a pivot is not positive.
  bool (*factor)(double* panels, std::size_t from, std::size_t to);

  /// Adds column n to a factor of n columns. x: its n covariances, then padding to a whole lane;
  /// ends as the new column.
  bool (*append)(double* panels, std::size_t n, double* x, double diagonal);

  /// x := U^-T x and x := U^-1 x for one vector of n, padded to a whole lane.
  void (*solve_forward)(const double* panels, std::size_t n, double* x);
  void (*solve_backward)(const double* panels, std::size_t n, double* x);

  /// The same for `count` blocks, `pitch` doubles apart.
  void (*solve_blocks_forward)(const double* panels, std::size_t n, double* blocks,
                               std::size_t pitch, std::size_t count);
  void (*solve_block_backward)(const double* panels, std::size_t n, double* block);

  /// Columns of U^-T = L^-1, as blocks of falling height: block j has rows from w j on.
  void (*invert)(const double* panels, std::size_t n, double* inverse);

  /// With R = weights weights^T - K^-1 (weights padded with zeros): shares[k] = sum over pairs i <
  /// j of R(i, j) slope(i, j) share(k), share = squared scaled distance in column k. Returns the
  /// trace of K^-1. `sums` takes d lanes.
  double (*weighted_shares)(const Points& points, const Scales& scales, const double* inverse,
                            const double* slopes, const double* weights, double* shares,
                            double* sums);

  double (*dot)(const double* a, const double* b, std::size_t n);

  /// Covariances of `row` (d) with observations 0..n. Up to a whole lane behind n is written too.
  void (*covariances)(const Points& points, std::size_t n, const Scales& scales, const double* row,
                      double* value);

  /// Covariances of all rows of `left` with all rows of `right`, row-major; `symmetric` says that
  /// they are the same, so that half of them is computed. Columns are padded by a whole lane more;
  /// `tiles` takes kTiles.
  void (*matrix)(const Points& left, const Points& right, const Scales& scales, bool symmetric,
                 double* tiles, double* out);

  /// Covariances of observations 0..n with a panel of queries (d x panel), and where `slopes` is
  /// given their derivatives by the squared distance; rows behind n are zero.
  void (*covariance_block)(const Points& points, std::size_t n, const Scales& scales,
                           const double* queries, double* block, double* slopes);

  /// out[c] = sum over p < n of weights[p] block(p, c), and of block(p, c)^2.
  void (*block_dot)(const double* block, std::size_t n, const double* weights, double* out);
  void (*block_squares)(const double* block, std::size_t n, double* out);

  /// out(k, c) = 2 sum over p < n of (by_weight[c] weights[p] + block(p, c)) slopes(p, c)
  /// (query(k, c) - x(k, p)) / lengthscale(k)^2; 0 where categorical. `block` is overwritten.
  void (*block_gradient)(const Points& points, std::size_t n, const Scales& scales,
                         const double* queries, const double* slopes, const double* weights,
                         const double* by_weight, double* block, double* out);
};

const Isa& BaseIsa();

/// The best one this processor has, or the one called `name` where that is given and can run; else
/// nullptr.
const Isa* ChooseIsa(const char* name);

}  // namespace gp
