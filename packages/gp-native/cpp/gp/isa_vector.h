// Part of isa_impl.h: a vector of GP_LANES doubles and its operations.

constexpr std::size_t kWidth = GP_LANES;
constexpr std::size_t kPanel = GP_PANEL;           // columns of a panel
constexpr std::size_t kRows = GP_TILE_ROWS;        // rows of a register tile
constexpr std::size_t kVectors = kPanel / kWidth;  // vectors in one row of a panel
static_assert(kPadding % kPanel == 0 && kPadding % kWidth == 0, "padding covers a panel");
static_assert(kPanel % kWidth == 0 && kPanel % kRows == 0, "tiles cover a panel");

typedef double Vec __attribute__((vector_size(8 * GP_LANES), aligned(8), may_alias));
typedef long long IntVec __attribute__((vector_size(8 * GP_LANES), aligned(8), may_alias));

#define GP_INLINE inline __attribute__((always_inline))

GP_INLINE Vec Load(const double* p) { return *reinterpret_cast<const Vec*>(p); }
GP_INLINE void Store(double* p, Vec v) { *reinterpret_cast<Vec*>(p) = v; }

GP_INLINE Vec Set(double x) {
  Vec v;
  for (std::size_t l = 0; l < kWidth; ++l) v[l] = x;
  return v;
}

/// The number at p in all lanes. The intrinsics make GCC emit a broadcast load; from `Set` it would
/// make one vector load and four permutes.
GP_INLINE Vec Broadcast(const double* p) {
#if GP_LANES == 8 && defined(__AVX512F__)
  return (Vec)_mm512_set1_pd(*p);
#elif GP_LANES == 4 && defined(__AVX__)
  return (Vec)_mm256_broadcast_sd(p);
#else
  return Set(*p);
#endif
}

// -ffp-contract=off everywhere: products are fused only through these functions.
#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)
GP_INLINE double Fma(double a, double b, double c) { return __builtin_fma(a, b, c); }
GP_INLINE double FmaNegated(double a, double b, double c) { return __builtin_fma(-a, b, c); }
#else
GP_INLINE double Fma(double a, double b, double c) { return a * b + c; }
GP_INLINE double FmaNegated(double a, double b, double c) { return c - a * b; }
#endif

#if GP_LANES == 8 && defined(__AVX512F__)
GP_INLINE Vec Fma(Vec a, Vec b, Vec c) {
  return (Vec)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c);
}
GP_INLINE Vec FmaNegated(Vec a, Vec b, Vec c) {
  return (Vec)_mm512_fnmadd_pd((__m512d)a, (__m512d)b, (__m512d)c);
}
// _mm512_sqrt_pd triggers a warning inside GCC 12's own header.
GP_INLINE Vec Root(Vec a) { return (Vec)_mm512_maskz_sqrt_pd((__mmask8)-1, (__m512d)a); }
#elif GP_LANES == 4 && defined(__FMA__)
GP_INLINE Vec Fma(Vec a, Vec b, Vec c) {
  return (Vec)_mm256_fmadd_pd((__m256d)a, (__m256d)b, (__m256d)c);
}
GP_INLINE Vec FmaNegated(Vec a, Vec b, Vec c) {
  return (Vec)_mm256_fnmadd_pd((__m256d)a, (__m256d)b, (__m256d)c);
}
GP_INLINE Vec Root(Vec a) { return (Vec)_mm256_sqrt_pd((__m256d)a); }
#elif defined(__ARM_FEATURE_FMA) && defined(__ARM_NEON)
GP_INLINE Vec Fma(Vec a, Vec b, Vec c) {
  return (Vec)vfmaq_f64((float64x2_t)c, (float64x2_t)a, (float64x2_t)b);
}
GP_INLINE Vec FmaNegated(Vec a, Vec b, Vec c) {
  return (Vec)vfmsq_f64((float64x2_t)c, (float64x2_t)a, (float64x2_t)b);
}
GP_INLINE Vec Root(Vec a) { return (Vec)vsqrtq_f64((float64x2_t)a); }
#else
GP_INLINE Vec Fma(Vec a, Vec b, Vec c) { return a * b + c; }
GP_INLINE Vec FmaNegated(Vec a, Vec b, Vec c) { return c - a * b; }
#if defined(__SSE2__)
GP_INLINE Vec Root(Vec a) { return (Vec)_mm_sqrt_pd((__m128d)a); }
#elif defined(__wasm_simd128__)
GP_INLINE Vec Root(Vec a) { return (Vec)wasm_f64x2_sqrt((v128_t)a); }
#else
GP_INLINE Vec Root(Vec a) {
  for (std::size_t l = 0; l < kWidth; ++l) a[l] = __builtin_sqrt(a[l]);
  return a;
}
#endif
#endif

GP_INLINE double Sum(Vec v) {
  for (std::size_t half = kWidth / 2; half > 0; half /= 2) {
    for (std::size_t l = 0; l < half; ++l) v[l] += v[l + half];
  }
  return v[0];
}

/// Lanes of a where the mask is set, lanes of b elsewhere.
GP_INLINE Vec Select(IntVec mask, Vec a, Vec b) {
  return (Vec)((mask & (IntVec)a) | (~mask & (IntVec)b));
}

/// x := exp(x) for W vectors of x <= 0, without branches, within 1 ulp; exp(-708) below -708.
template <std::size_t W>
GP_INLINE void ExpNegative(Vec* x) {
  const Vec shift = Set(0x1.8p52);  // adding it leaves the nearest integer in the low bits
  const Vec least = Set(-708.0);
  Vec shifted[W], r[W], p[W];
  for (std::size_t w = 0; w < W; ++w) {
    const Vec y = Select((IntVec)(x[w] < least), least, x[w]);
    shifted[w] = Fma(y, Set(0x1.71547652b82fep+0), shift);
    const Vec whole = shifted[w] - shift;
    r[w] = Fma(whole, Set(-0x1.abc9e3b39803fp-56), Fma(whole, Set(-0x1.62e42fefa39efp-1), y));
  }
  // 1 + (r + r^2 q(r)), with q split into independent halves; Horner's scheme would be one long
  // dependency chain.
  for (std::size_t w = 0; w < W; ++w) {
    const Vec r2 = r[w] * r[w];
    const Vec r4 = r2 * r2;
    const Vec q0 = Fma(Set(1.0 / 6.0), r[w], Set(0.5));
    const Vec q1 = Fma(Set(1.0 / 120.0), r[w], Set(1.0 / 24.0));
    const Vec q2 = Fma(Set(1.0 / 5040.0), r[w], Set(1.0 / 720.0));
    const Vec q3 = Fma(Set(1.0 / 362880.0), r[w], Set(1.0 / 40320.0));
    const Vec q4 = Fma(Set(1.0 / 39916800.0), r[w], Set(1.0 / 3628800.0));
    const Vec q5 = Fma(Set(1.0 / 6227020800.0), r[w], Set(1.0 / 479001600.0));
    const Vec high = Fma(r4, Fma(r2, q5, q4), Fma(r2, q3, q2));
    p[w] = Set(1.0) + Fma(r2, Fma(r4, high, Fma(r2, q1, q0)), r[w]);
  }
  for (std::size_t w = 0; w < W; ++w) x[w] = (Vec)((IntVec)p[w] + ((IntVec)shifted[w] << 52));
}
