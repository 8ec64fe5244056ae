// Part of isa_impl.h: covariances, alone, by panels and by blocks. One formula on vectors serves
// all of them, so that an entry has the same bits wherever it is computed.

/// distance := distance + share of one column.
GP_INLINE Vec AddShare(Vec difference, Vec inverse, bool categorical, Vec distance) {
  if (categorical) {
    const Vec share = inverse * inverse;
    return distance + Select((IntVec)(difference != Set(0.0)), share, Set(0.0));
  }
  const Vec t = difference * inverse;
  return Fma(t, t, distance);
}

/// Covariances at `W` vectors of squared scaled distances, which they replace, and where `slope` is
/// given their derivatives by those. All vectors together, because each alone is one long wait.
template <Kernel K, std::size_t W>
GP_INLINE void Profile(Vec* squared, double variance, Vec* slope) {
  Vec s[W], decay[W];
  for (std::size_t w = 0; w < W; ++w) {
    s[w] = squared[w];
    if (K == Kernel::kMatern52) s[w] = Root(5.0 * s[w]);
    if (K == Kernel::kMatern32) s[w] = Root(3.0 * s[w]);
    decay[w] = K == Kernel::kRbf ? -0.5 * s[w] : -s[w];
  }
  ExpNegative<W>(decay);
  for (std::size_t w = 0; w < W; ++w) {
    decay[w] = variance * decay[w];
    if (K == Kernel::kRbf) {
      squared[w] = decay[w];
      if (slope != nullptr) slope[w] = -0.5 * decay[w];
    } else if (K == Kernel::kMatern32) {
      squared[w] = decay[w] * (1.0 + s[w]);
      if (slope != nullptr) slope[w] = -1.5 * decay[w];
    } else {
      squared[w] = decay[w] * (1.0 + s[w] + s[w] * s[w] * (1.0 / 3.0));
      if (slope != nullptr) slope[w] = (-5.0 / 6.0) * decay[w] * (1.0 + s[w]);
    }
  }
}

/// Covariances of R rows, coordinate k of row r at rows[k * step + r], with kPanel columns,
/// coordinate k at columns[k * stride]. Row r of the results is `pitch` behind row r - 1.
template <Kernel K, std::size_t R, bool kSlopes>
GP_INLINE void PanelRows(const Points& points, const Scales& scales, const double* rows,
                         std::size_t step, const double* columns, std::size_t stride, double* value,
                         double* slope, std::size_t pitch) {
  constexpr std::size_t kCount = R * kVectors;
  Vec squared[kCount];
  for (std::size_t w = 0; w < kCount; ++w) squared[w] = Set(0.0);
  for (std::size_t k = 0; k < points.dimensions; ++k) {
    const Vec inverse = Broadcast(scales.inverse_lengthscales + k);
    const bool categorical = points.kinds[k] != 0;
    Vec x[R];
    for (std::size_t r = 0; r < R; ++r) x[r] = Broadcast(rows + k * step + r);
    for (std::size_t v = 0; v < kVectors; ++v) {
      const Vec column = Load(columns + k * stride + v * kWidth);
      for (std::size_t r = 0; r < R; ++r) {
        Vec& distance = squared[r * kVectors + v];
        distance = AddShare(x[r] - column, inverse, categorical, distance);
      }
    }
  }
  Vec slopes[kCount];
  Profile<K, kCount>(squared, scales.variance, kSlopes ? slopes : nullptr);
  for (std::size_t r = 0; r < R; ++r) {
    for (std::size_t v = 0; v < kVectors; ++v) {
      const std::size_t at = r * pitch + v * kWidth;
      Store(value + at, squared[r * kVectors + v]);
      if (kSlopes) Store(slope + at, slopes[r * kVectors + v]);
    }
  }
}

/// The same for `count` rows; `slope` may be null. Not inline, so that all its callers share it.
template <Kernel K>
__attribute__((noinline)) void PanelOfRows(const Points& points, const Scales& scales,
                                           const double* rows, std::size_t step, std::size_t count,
                                           const double* columns, std::size_t stride, double* value,
                                           double* slope, std::size_t pitch) {
  std::size_t i = 0;
  if (slope != nullptr) {
    for (; i + 2 <= count; i += 2) {
      PanelRows<K, 2, true>(points, scales, rows + i, step, columns, stride, value + i * pitch,
                            slope + i * pitch, pitch);
    }
    for (; i < count; ++i) {
      PanelRows<K, 1, true>(points, scales, rows + i, step, columns, stride, value + i * pitch,
                            slope + i * pitch, pitch);
    }
    return;
  }
  for (; i + 2 <= count; i += 2) {
    PanelRows<K, 2, false>(points, scales, rows + i, step, columns, stride, value + i * pitch,
                           nullptr, pitch);
  }
  for (; i < count; ++i) {
    PanelRows<K, 1, false>(points, scales, rows + i, step, columns, stride, value + i * pitch,
                           nullptr, pitch);
  }
}

template <Kernel K>
void FillWith(const Points& points, const Scales& scales, std::size_t from, std::size_t to,
              double diagonal, double* panels, double* slopes) {
  for (std::size_t j = from / kPanel; j < PanelCount(kPanel, to); ++j) {
    const std::size_t begin = j * kPanel;
    const std::size_t columns = to - begin < kPanel ? to - begin : kPanel;
    double* panel = panels + PanelOffset(kPanel, j);
    double* rows = panel + kPanel;
    double* derivatives = slopes == nullptr ? nullptr : slopes + PanelOffset(kPanel, j) + kPanel;
    for (std::size_t c = 0; c < kPanel; ++c) panel[c] = c < columns ? diagonal : 0.0;
    PanelOfRows<K>(points, scales, points.columns, points.stride, begin + columns,
                   points.columns + begin, points.stride, rows, derivatives, kPanel);
    // What lies behind the last column and below the diagonal must be harmless.
    for (std::size_t i = columns == kPanel ? begin : 0; i < begin + kPanel; ++i) {
      for (std::size_t c = 0; c < kPanel; ++c) {
        const std::size_t column = begin + c;
        if (i < column && column < to) continue;
        rows[i * kPanel + c] = i == column && column < to ? diagonal : 0.0;
        if (derivatives != nullptr) derivatives[i * kPanel + c] = 0.0;
      }
    }
  }
}

void Fill(const Points& points, const Scales& scales, std::size_t from, std::size_t to,
          double diagonal, double* panels, double* slopes) {
  if (scales.kernel == Kernel::kRbf) {
    FillWith<Kernel::kRbf>(points, scales, from, to, diagonal, panels, slopes);
  } else if (scales.kernel == Kernel::kMatern32) {
    FillWith<Kernel::kMatern32>(points, scales, from, to, diagonal, panels, slopes);
  } else {
    FillWith<Kernel::kMatern52>(points, scales, from, to, diagonal, panels, slopes);
  }
}

template <Kernel K>
void CovariancesWith(const Points& points, std::size_t n, const Scales& scales, const double* row,
                     double* value) {
  for (std::size_t j = 0; j < n; j += kPanel) {
    PanelRows<K, 1, false>(points, scales, row, 1, points.columns + j, points.stride, value + j,
                           nullptr, kPanel);
  }
}

void Covariances(const Points& points, std::size_t n, const Scales& scales, const double* row,
                 double* value) {
  if (scales.kernel == Kernel::kRbf) {
    CovariancesWith<Kernel::kRbf>(points, n, scales, row, value);
  } else if (scales.kernel == Kernel::kMatern32) {
    CovariancesWith<Kernel::kMatern32>(points, n, scales, row, value);
  } else {
    CovariancesWith<Kernel::kMatern52>(points, n, scales, row, value);
  }
}

template <Kernel K>
void CovarianceBlockWith(const Points& points, std::size_t n, const Scales& scales,
                         const double* queries, double* block, double* slopes) {
  PanelOfRows<K>(points, scales, points.columns, points.stride, n, queries, kPanel, block, slopes,
                 kPanel);
  const std::size_t rest = (PanelCount(kPanel, n) * kPanel - n) * kPanel * sizeof(double);
  __builtin_memset(block + n * kPanel, 0, rest);
  if (slopes != nullptr) __builtin_memset(slopes + n * kPanel, 0, rest);
}

void CovarianceBlock(const Points& points, std::size_t n, const Scales& scales,
                     const double* queries, double* block, double* slopes) {
  if (scales.kernel == Kernel::kRbf) {
    CovarianceBlockWith<Kernel::kRbf>(points, n, scales, queries, block, slopes);
  } else if (scales.kernel == Kernel::kMatern32) {
    CovarianceBlockWith<Kernel::kMatern32>(points, n, scales, queries, block, slopes);
  } else {
    CovarianceBlockWith<Kernel::kMatern52>(points, n, scales, queries, block, slopes);
  }
}

void BlockDot(const double* block, std::size_t n, const double* weights, double* out) {
  Vec sums[kVectors] = {};
  for (std::size_t p = 0; p < n; ++p) {
    const Vec weight = Set(weights[p]);
    for (std::size_t v = 0; v < kVectors; ++v) {
      sums[v] = Fma(weight, Load(block + p * kPanel + v * kWidth), sums[v]);
    }
  }
  for (std::size_t v = 0; v < kVectors; ++v) Store(out + v * kWidth, sums[v]);
}

void BlockSquares(const double* block, std::size_t n, double* out) {
  Vec sums[kVectors] = {};
  for (std::size_t p = 0; p < n; ++p) {
    for (std::size_t v = 0; v < kVectors; ++v) {
      const Vec entry = Load(block + p * kPanel + v * kWidth);
      sums[v] = Fma(entry, entry, sums[v]);
    }
  }
  for (std::size_t v = 0; v < kVectors; ++v) Store(out + v * kWidth, sums[v]);
}

void BlockGradient(const Points& points, std::size_t n, const Scales& scales, const double* queries,
                   const double* slopes, const double* weights, const double* by_weight,
                   double* block, double* out) {
  for (std::size_t p = 0; p < n; ++p) {
    const Vec weight = Set(2.0 * weights[p]);
    for (std::size_t c = 0; c < kPanel; c += kWidth) {
      double* entry = block + p * kPanel + c;
      const Vec sum = Fma(weight, Load(by_weight + c), 2.0 * Load(entry));
      Store(entry, sum * Load(slopes + p * kPanel + c));
    }
  }
  for (std::size_t k = 0; k < points.dimensions; ++k) {
    const double* column = points.columns + k * points.stride;
    const double inverse = scales.inverse_lengthscales[k];
    Vec sums[kVectors] = {};
    Vec query[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v) query[v] = Load(queries + k * kPanel + v * kWidth);
    for (std::size_t p = 0; p < n && points.kinds[k] == 0; ++p) {
      const Vec x = Set(column[p]);
      for (std::size_t v = 0; v < kVectors; ++v) {
        sums[v] = Fma(Load(block + p * kPanel + v * kWidth), query[v] - x, sums[v]);
      }
    }
    for (std::size_t v = 0; v < kVectors; ++v) {
      Store(out + k * kPanel + v * kWidth, sums[v] * (inverse * inverse));
    }
  }
}
