// Part of isa_impl.h: whole covariance matrices. Large ones are written past the cache.

constexpr std::size_t kCacheLine = 8;  // in doubles
constexpr std::size_t kStreamed = 1u
                                  << 19;  // matrices with more entries are written past the cache
static_assert(kTile % kPanel == 0 && kTile % kCacheLine == 0, "tiles are whole panels and lines");

/// Copies `count` doubles. If `past`, whole cache lines are written past the cache, which avoids
/// reading memory that is about to be overwritten.
GP_INLINE void CopyOut(const double* source, std::size_t count, double* target, bool past) {
  std::size_t i = 0;
#if defined(__SSE2__)
  if (past && reinterpret_cast<std::uintptr_t>(target) % (8 * kCacheLine) == 0) {
    for (; i + kCacheLine <= count; i += kCacheLine) {
      for (std::size_t l = i; l < i + kCacheLine; l += kWidth) {
#if GP_LANES == 8
        _mm512_stream_pd(target + l, (__m512d)Load(source + l));
#elif GP_LANES == 4
        _mm256_stream_pd(target + l, (__m256d)Load(source + l));
#else
        _mm_stream_pd(target + l, (__m128d)Load(source + l));
#endif
      }
    }
  }
#else
  (void)past;
#endif
  __builtin_memcpy(target + i, source + i, (count - i) * sizeof(double));
}

/// Transposes a tile, for the other side of the diagonal.
GP_INLINE void Transpose(const double* tile, std::size_t rows, std::size_t columns,
                         double* transposed) {
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < columns; ++j) transposed[j * kTile + i] = tile[i * kTile + j];
  }
}

template <Kernel K>
void MatrixWith(const Points& left, const Points& right, const KernelParameters& parameters,
                bool symmetric, double* tile, double* out) {
  double* transposed = tile + kTile * kTile;
  const std::size_t n = left.count;
  const std::size_t m = right.count;
  const bool past = n * m > kStreamed;
  const auto write = [&](const double* from, std::size_t rows, std::size_t columns, double* to) {
    for (std::size_t i = 0; i < rows; ++i) CopyOut(from + i * kTile, columns, to + i * m, past);
  };
  // End the first tile at a cache-line boundary of the first row; all others then do too.
  const std::size_t offset = reinterpret_cast<std::uintptr_t>(out) / sizeof(double) % kCacheLine;
  const std::size_t first = kTile - (past ? offset : 0);
  const auto end_of = [&](std::size_t begin, std::size_t count) {
    const std::size_t end = begin == 0 ? first : begin + kTile;
    return end < count ? end : count;
  };
  for (std::size_t i0 = 0, i1; i0 < n; i0 = i1) {
    i1 = end_of(i0, n);
    const std::size_t rows = i1 - i0;
    for (std::size_t j0 = symmetric ? i0 : 0, j1; j0 < m; j0 = j1) {
      j1 = end_of(j0, m);
      const std::size_t columns = j1 - j0;
      for (std::size_t j = 0; j < columns; j += kPanel) {
        PanelOfRows<K>(right, parameters, left.columns + i0, left.stride, rows,
                       right.columns + j0 + j, right.stride, tile + j, nullptr, kTile);
      }
      write(tile, rows, columns, out + i0 * m + j0);
      if (!symmetric || i0 == j0) continue;
      Transpose(tile, rows, columns, transposed);
      write(transposed, columns, rows, out + j0 * m + i0);
    }
  }
#if defined(__SSE2__)
  if (past) _mm_sfence();
#endif
}

void Matrix(const Points& left, const Points& right, const KernelParameters& parameters,
            bool symmetric, double* tiles, double* out) {
  if (parameters.kernel == Kernel::kRbf) {
    MatrixWith<Kernel::kRbf>(left, right, parameters, symmetric, tiles, out);
  } else if (parameters.kernel == Kernel::kMatern32) {
    MatrixWith<Kernel::kMatern32>(left, right, parameters, symmetric, tiles, out);
  } else {
    MatrixWith<Kernel::kMatern52>(left, right, parameters, symmetric, tiles, out);
  }
}
