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

/// The covariance at a squared scaled distance, and its derivative by that.
template <Kernel K>
GP_INLINE Vec Profile(Vec squared, double variance, Vec* slope) {
  if (K == Kernel::kRbf) {
    const Vec covariance = variance * ExpNegative(-0.5 * squared);
    *slope = -0.5 * covariance;
    return covariance;
  }
  if (K == Kernel::kMatern32) {
    const Vec s = Root(3.0 * squared);
    const Vec decay = variance * ExpNegative(-s);
    *slope = -1.5 * decay;
    return decay * (1.0 + s);
  }
  const Vec s = Root(5.0 * squared);
  const Vec decay = variance * ExpNegative(-s);
  *slope = (-5.0 / 6.0) * decay * (1.0 + s);
  return decay * (1.0 + s + s * s * (1.0 / 3.0));
}

/// Covariances of one row, coordinate k at row[k * step], with kPanel columns, coordinate k at
/// columns[k * stride].
template <Kernel K>
GP_INLINE void PanelRow(const Points& points, const Scales& scales, const double* row,
                        std::size_t step, const double* columns, std::size_t stride, double* value,
                        double* slope) {
  Vec squared[kVectors] = {};
  for (std::size_t k = 0; k < points.dimensions; ++k) {
    const Vec x = Set(row[k * step]);
    const Vec inverse = Set(scales.inverse_lengthscales[k]);
    const bool categorical = points.kinds[k] != 0;
    for (std::size_t v = 0; v < kVectors; ++v) {
      squared[v] =
          AddShare(x - Load(columns + k * stride + v * kWidth), inverse, categorical, squared[v]);
    }
  }
  for (std::size_t v = 0; v < kVectors; ++v) {
    Vec derivative;
    Store(value + v * kWidth, Profile<K>(squared[v], scales.variance, &derivative));
    if (slope != nullptr) Store(slope + v * kWidth, derivative);
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
    for (std::size_t i = 0; i < begin + columns; ++i) {
      PanelRow<K>(points, scales, points.columns + i, points.stride, points.columns + begin,
                  points.stride, rows + i * kPanel,
                  derivatives == nullptr ? nullptr : derivatives + i * kPanel);
    }
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
    PanelRow<K>(points, scales, row, 1, points.columns + j, points.stride, value + j, nullptr);
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
  for (std::size_t p = 0; p < n; ++p) {
    PanelRow<K>(points, scales, points.columns + p, points.stride, queries, kPanel,
                block + p * kPanel, slopes == nullptr ? nullptr : slopes + p * kPanel);
  }
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
