#pragma once

#include <cstddef>

#include "kernel.h"

namespace gp {

/// The hot loops, compiled once for each instruction set.
///
/// Every sum has one fixed order that depends on nothing but its own length: whether a row is
/// solved alone or in a tile, at once or appended later, its bits are the same within one
/// instruction set.
struct Isa {
  const char* name;

  /// Row vectors x := L^-1 x for `count` rows of `rows` (leading dimension `row_stride`), n
  /// columns. Entries before column `first` are zero and stay so.
  void (*solve_forward)(const double* factor, std::size_t stride, std::size_t n, double* rows,
                        std::size_t row_stride, std::size_t count, std::size_t first);

  /// x := L^-T x for one vector of length n.
  void (*solve_backward)(const double* factor, std::size_t stride, std::size_t n, double* x);

  /// Turns rows from..to of the lower triangle into rows of the factor; those above are done
  /// already. `jitter` is added to the diagonal. False where a pivot is not positive.
  bool (*factor_rows)(double* matrix, std::size_t stride, std::size_t from, std::size_t to,
                      double jitter);

  /// out(r, j) = sum over p >= first of a(r, p) b(j, p), for r < a_count and j < b_count. Rows of a
  /// and b are zero from n to the next whole lane and share `stride`.
  void (*products)(const double* a, std::size_t a_count, const double* b, std::size_t b_count,
                   std::size_t stride, std::size_t first, std::size_t n, double* out,
                   std::size_t out_stride);

  double (*dot)(const double* a, const double* b, std::size_t n);

  /// Covariances of `row` (d) with observations 0..n and their derivatives by the squared distance.
  void (*covariances)(const Points& points, std::size_t n, const Scales& scales, const double* row,
                      double* value, double* slope);

  /// out[k] = sum over j < n of weight[j] share(k, j), share = squared scaled distance in column k.
  void (*weighted_shares)(const Points& points, std::size_t n, const Scales& scales,
                          const double* row, const double* weight, double* out);

  /// out[k] = sum over j < n of weight[j] (row[k] - x(k, j)) / lengthscale(k)^2; 0 where
  /// categorical.
  void (*weighted_differences)(const Points& points, std::size_t n, const Scales& scales,
                               const double* row, const double* weight, double* out);
};

const Isa& BaseIsa();

/// The best one this processor has, or the one called `name` where that is given and can run; else
/// nullptr.
const Isa* ChooseIsa(const char* name);

}  // namespace gp
