// No include guard on purpose: included once for each instruction set, with GP_ISA (a namespace),
// GP_ISA_NAME, GP_LANES and the tile sizes GP_TILE_ROWS x GP_TILE_COLUMNS set. Nothing here may
// instantiate a shared template: the linker could keep the copy with the widest instructions for
// everyone.

#include <cstddef>
#include <cstdint>

#include "arena.h"
#include "isa.h"

#if defined(__AVX2__) || defined(__AVX512F__)
#include <immintrin.h>
#endif

namespace gp {
namespace GP_ISA {
namespace {

constexpr std::size_t kWidth = GP_LANES;
static_assert(kLane % kWidth == 0, "padding covers a vector");

typedef double Vec __attribute__((vector_size(8 * GP_LANES), aligned(8), may_alias));

inline Vec Load(const double* p) { return *reinterpret_cast<const Vec*>(p); }

// Contraction is off everywhere, so that a product is fused where this says so and nowhere else.
inline double Fma(double a, double b, double c) {
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
  return __builtin_fma(a, b, c);
#else
  return a * b + c;
#endif
}

inline Vec Fma(Vec a, Vec b, Vec c) {
#if GP_LANES == 8 && defined(__AVX512F__)
  return (Vec)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c);
#elif GP_LANES == 4 && defined(__FMA__)
  return (Vec)_mm256_fmadd_pd((__m256d)a, (__m256d)b, (__m256d)c);
#elif defined(__ARM_FEATURE_FMA)
  Vec out;
  for (std::size_t l = 0; l < kWidth; ++l) out[l] = __builtin_fma(a[l], b[l], c[l]);
  return out;
#else
  return a * b + c;
#endif
}

inline double Sum(Vec v) {
  for (std::size_t half = kWidth / 2; half > 0; half /= 2) {
    for (std::size_t l = 0; l < half; ++l) v[l] += v[l + half];
  }
  return v[0];
}

/// out(r, c) = sum over whole vectors p in [begin, end) of x(r, p) y(c, p).
template <int R, int C>
inline void DotTile(const double* x, std::size_t x_stride, const double* y, std::size_t y_stride,
                    std::size_t begin, std::size_t end, double* out, std::size_t out_stride) {
  Vec sums[R][C] = {};
  for (std::size_t p = begin; p < end; p += kWidth) {
    Vec right[C];
    for (int c = 0; c < C; ++c) right[c] = Load(y + c * y_stride + p);
    for (int r = 0; r < R; ++r) {
      const Vec left = Load(x + r * x_stride + p);
      for (int c = 0; c < C; ++c) sums[r][c] = Fma(left, right[c], sums[r][c]);
    }
  }
  for (int r = 0; r < R; ++r) {
    for (int c = 0; c < C; ++c) out[r * out_stride + c] = Sum(sums[r][c]);
  }
}

template <int R>
inline void DotColumns(const double* x, std::size_t x_stride, const double* y, std::size_t y_stride,
                       std::size_t columns, std::size_t begin, std::size_t end, double* out,
                       std::size_t out_stride) {
  std::size_t c = 0;
  for (; c + GP_TILE_COLUMNS <= columns; c += GP_TILE_COLUMNS) {
    DotTile<R, GP_TILE_COLUMNS>(x, x_stride, y + c * y_stride, y_stride, begin, end, out + c,
                                out_stride);
  }
  for (; c < columns; ++c) {
    DotTile<R, 1>(x, x_stride, y + c * y_stride, y_stride, begin, end, out + c, out_stride);
  }
}

template <int R>
void SolveTile(const double* factor, std::size_t stride, std::size_t n, double* x,
               std::size_t x_stride, std::size_t first) {
  const std::size_t begin = first / kWidth * kWidth;
  for (std::size_t j0 = begin; j0 < n; j0 += kWidth) {
    const std::size_t columns = n - j0 < kWidth ? n - j0 : kWidth;
    double sums[R * kWidth];
    DotColumns<R>(x, x_stride, factor + j0 * stride, stride, columns, begin, j0, sums, kWidth);
    for (std::size_t c = 0; c < columns; ++c) {
      const double* row = factor + (j0 + c) * stride;
      for (int r = 0; r < R; ++r) {
        double* target = x + r * x_stride;
        double sum = sums[r * kWidth + c];
        for (std::size_t p = j0; p < j0 + c; ++p) sum = Fma(target[p], row[p], sum);
        target[j0 + c] = (target[j0 + c] - sum) / row[j0 + c];
      }
    }
  }
}

void SolveForward(const double* factor, std::size_t stride, std::size_t n, double* rows,
                  std::size_t row_stride, std::size_t count, std::size_t first) {
  std::size_t r = 0;
  for (; r + GP_TILE_ROWS <= count; r += GP_TILE_ROWS) {
    SolveTile<GP_TILE_ROWS>(factor, stride, n, rows + r * row_stride, row_stride, first);
  }
  for (; r < count; ++r) {
    SolveTile<1>(factor, stride, n, rows + r * row_stride, row_stride, first);
  }
}

void SolveBackward(const double* factor, std::size_t stride, std::size_t n, double* x) {
  for (std::size_t i = n; i-- > 0;) {
    const double* row = factor + i * stride;
    x[i] /= row[i];
    const double scale = -x[i];
    for (std::size_t p = 0; p < i; ++p) x[p] = Fma(scale, row[p], x[p]);
  }
}

/// The sum that SolveTile forms for column j, for two rows of the factor.
double RowProduct(const double* a, const double* b, std::size_t j) {
  const std::size_t whole = j / kWidth * kWidth;
  double sum;
  DotTile<1, 1>(a, 0, b, 0, 0, whole, &sum, 0);
  for (std::size_t p = whole; p < j; ++p) sum = Fma(a[p], b[p], sum);
  return sum;
}

bool FactorRows(double* matrix, std::size_t stride, std::size_t from, std::size_t to,
                double jitter) {
  constexpr double kLeastPivot = 1e-14;  // a pivot below this share of its diagonal is rounding
  for (std::size_t i0 = from; i0 < to; i0 += GP_TILE_ROWS) {
    const std::size_t end = to - i0 < GP_TILE_ROWS ? to : i0 + GP_TILE_ROWS;
    SolveForward(matrix, stride, i0, matrix + i0 * stride, stride, end - i0, 0);
    for (std::size_t i = i0; i < end; ++i) {
      double* row = matrix + i * stride;
      for (std::size_t j = i0; j < i; ++j) {
        const double* above = matrix + j * stride;
        row[j] = (row[j] - RowProduct(row, above, j)) / above[j];
      }
      const double diagonal = row[i] + jitter;
      const double pivot = diagonal - RowProduct(row, row, i);
      if (!(pivot > kLeastPivot * diagonal)) return false;
      row[i] = __builtin_sqrt(pivot);
    }
  }
  return true;
}

void Products(const double* a, std::size_t a_count, const double* b, std::size_t b_count,
              std::size_t stride, std::size_t first, std::size_t n, double* out,
              std::size_t out_stride) {
  const std::size_t begin = first / kWidth * kWidth;
  const std::size_t end = (n + kWidth - 1) / kWidth * kWidth;
  std::size_t r = 0;
  for (; r + GP_TILE_ROWS <= a_count; r += GP_TILE_ROWS) {
    DotColumns<GP_TILE_ROWS>(a + r * stride, stride, b, stride, b_count, begin, end,
                             out + r * out_stride, out_stride);
  }
  for (; r < a_count; ++r) {
    DotColumns<1>(a + r * stride, stride, b, stride, b_count, begin, end, out + r * out_stride,
                  out_stride);
  }
}

double Dot(const double* a, const double* b, std::size_t n) { return RowProduct(a, b, n); }

/// exp(x) for x <= 0, without branches so that loops over it vectorize; 1 ulp. Below -708 it is
/// exp(-708).
inline double ExpNegative(double x) {
  constexpr double kShift = 0x1.8p52;  // adding it leaves the nearest integer in the low bits
  x = x < -708.0 ? -708.0 : x;
  const double shifted = Fma(x, 0x1.71547652b82fep+0, kShift);
  const double whole = shifted - kShift;
  const double r = Fma(whole, -0x1.abc9e3b39803fp-56, Fma(whole, -0x1.62e42fefa39efp-1, x));
  double p = 1.0 / 6227020800.0;
  p = Fma(p, r, 1.0 / 479001600.0);
  p = Fma(p, r, 1.0 / 39916800.0);
  p = Fma(p, r, 1.0 / 3628800.0);
  p = Fma(p, r, 1.0 / 362880.0);
  p = Fma(p, r, 1.0 / 40320.0);
  p = Fma(p, r, 1.0 / 5040.0);
  p = Fma(p, r, 1.0 / 720.0);
  p = Fma(p, r, 1.0 / 120.0);
  p = Fma(p, r, 1.0 / 24.0);
  p = Fma(p, r, 1.0 / 6.0);
  p = Fma(p, r, 0.5);
  p = Fma(p, r, 1.0);
  p = Fma(p, r, 1.0);
  std::int64_t exponent, bits;
  __builtin_memcpy(&exponent, &shifted, 8);
  __builtin_memcpy(&bits, &p, 8);
  bits += static_cast<std::int64_t>(static_cast<std::uint64_t>(exponent) << 52);
  __builtin_memcpy(&p, &bits, 8);
  return p;
}

void Covariances(const Points& points, std::size_t n, const Scales& scales,
                 const double* __restrict row, double* __restrict value, double* __restrict slope) {
  for (std::size_t j = 0; j < n; ++j) value[j] = 0.0;
  for (std::size_t k = 0; k < points.dimensions; ++k) {
    const double* __restrict column = points.columns + k * points.stride;
    const double x = row[k];
    const double inverse = scales.inverse_lengthscales[k];
    if (points.kinds[k]) {
      const double share = inverse * inverse;
      for (std::size_t j = 0; j < n; ++j) value[j] += column[j] != x ? share : 0.0;
    } else {
      for (std::size_t j = 0; j < n; ++j) {
        const double t = (x - column[j]) * inverse;
        value[j] = Fma(t, t, value[j]);
      }
    }
  }
  const double variance = scales.variance;
  if (scales.kernel == Kernel::kRbf) {
    for (std::size_t j = 0; j < n; ++j) {
      const double covariance = variance * ExpNegative(-0.5 * value[j]);
      value[j] = covariance;
      slope[j] = -0.5 * covariance;
    }
    return;
  }
  for (std::size_t j = 0; j < n; ++j) {
    const double s = __builtin_sqrt(5.0 * value[j]);
    const double decay = variance * ExpNegative(-s);
    value[j] = decay * (1.0 + s + s * s * (1.0 / 3.0));
    slope[j] = (-5.0 / 6.0) * decay * (1.0 + s);
  }
}

void WeightedShares(const Points& points, std::size_t n, const Scales& scales, const double* row,
                    const double* weight, double* out) {
  const std::size_t whole = n / kWidth * kWidth;
  for (std::size_t k = 0; k < points.dimensions; ++k) {
    const double* column = points.columns + k * points.stride;
    const double x = row[k];
    const double inverse = scales.inverse_lengthscales[k];
    const bool categorical = points.kinds[k] != 0;
    Vec sums = {};
    for (std::size_t j = 0; j < whole; j += kWidth) {
      const Vec difference = x - Load(column + j);
      const Vec zero = {};
      const Vec step = categorical ? (Vec)(difference != zero ? zero + 1.0 : zero) : difference;
      sums = Fma(Load(weight + j) * step, step, sums);
    }
    double sum = Sum(sums);
    for (std::size_t j = whole; j < n; ++j) {
      const double difference = x - column[j];
      const double step = categorical ? (difference != 0.0 ? 1.0 : 0.0) : difference;
      sum = Fma(weight[j] * step, step, sum);
    }
    out[k] = sum * inverse * inverse;
  }
}

void WeightedDifferences(const Points& points, std::size_t n, const Scales& scales,
                         const double* row, const double* weight, double* out) {
  const std::size_t whole = n / kWidth * kWidth;
  for (std::size_t k = 0; k < points.dimensions; ++k) {
    if (points.kinds[k]) {
      out[k] = 0.0;
      continue;
    }
    const double* column = points.columns + k * points.stride;
    const double inverse = scales.inverse_lengthscales[k];
    Vec sums = {};
    for (std::size_t j = 0; j < whole; j += kWidth) {
      sums = Fma(Load(weight + j), row[k] - Load(column + j), sums);
    }
    double sum = Sum(sums);
    for (std::size_t j = whole; j < n; ++j) sum = Fma(weight[j], row[k] - column[j], sum);
    out[k] = sum * inverse * inverse;
  }
}

constexpr Isa kIsa = {GP_ISA_NAME, SolveForward, SolveBackward,  FactorRows,         Products,
                      Dot,         Covariances,  WeightedShares, WeightedDifferences};

}  // namespace

const Isa& Table() { return kIsa; }

}  // namespace GP_ISA
}  // namespace gp
