// Part of isa_impl.h: covariances of single rows, panels and blocks. All use the same vector code,
// so an entry has the same bits however it is computed.

/// Adds the term of one column to the squared scaled distance.
GP_INLINE Vec AddColumnTerm(Vec difference, Vec inverse, bool categorical, Vec distance) {
  if (categorical) {
    const Vec term = inverse * inverse;
    return distance + Select((IntVec)(difference != Set(0.0)), term, Set(0.0));
  }
  const Vec t = difference * inverse;
  return Fma(t, t, distance);
}

/// Replaces `W` vectors of squared scaled distances by the covariances, and writes the derivatives
/// with respect to the squared distance unless `dk_dr2` is null. The vectors are interleaved,
/// because each alone is one long chain of dependent instructions.
template <Kernel K, std::size_t W>
GP_INLINE void EvaluateKernel(Vec* squared, double variance, Vec* dk_dr2) {
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
      if (dk_dr2 != nullptr) dk_dr2[w] = -0.5 * decay[w];
    } else if (K == Kernel::kMatern32) {
      squared[w] = decay[w] * (1.0 + s[w]);
      if (dk_dr2 != nullptr) dk_dr2[w] = -1.5 * decay[w];
    } else {
      squared[w] = decay[w] * (1.0 + s[w] + s[w] * s[w] * (1.0 / 3.0));
      if (dk_dr2 != nullptr) dk_dr2[w] = (-5.0 / 6.0) * decay[w] * (1.0 + s[w]);
    }
  }
}

/// Covariances of R rows (coordinate k of row r at rows[k * step + r]) with kPanel columns
/// (coordinate k at columns[k * stride]). Rows of the result are `pitch` doubles apart.
template <Kernel K, std::size_t R, bool kDerivatives>
GP_INLINE void PanelRows(const Points& points, const KernelParameters& parameters,
                         const double* rows, std::size_t step, const double* columns,
                         std::size_t stride, double* value, double* dk_dr2, std::size_t pitch) {
  constexpr std::size_t kCount = R * kVectors;
  Vec squared[kCount];
  for (std::size_t w = 0; w < kCount; ++w) squared[w] = Set(0.0);
  for (std::size_t k = 0; k < points.dimensions; ++k) {
    const Vec inverse = Broadcast(parameters.inverse_lengthscales + k);
    const bool categorical = points.kinds[k] != 0;
    Vec x[R];
    for (std::size_t r = 0; r < R; ++r) x[r] = Broadcast(rows + k * step + r);
    for (std::size_t v = 0; v < kVectors; ++v) {
      const Vec column = Load(columns + k * stride + v * kWidth);
      for (std::size_t r = 0; r < R; ++r) {
        Vec& distance = squared[r * kVectors + v];
        distance = AddColumnTerm(x[r] - column, inverse, categorical, distance);
      }
    }
  }
  Vec derivatives[kCount];
  EvaluateKernel<K, kCount>(squared, parameters.variance, kDerivatives ? derivatives : nullptr);
  for (std::size_t r = 0; r < R; ++r) {
    for (std::size_t v = 0; v < kVectors; ++v) {
      const std::size_t at = r * pitch + v * kWidth;
      Store(value + at, squared[r * kVectors + v]);
      if (kDerivatives) Store(dk_dr2 + at, derivatives[r * kVectors + v]);
    }
  }
}

/// The same for `count` rows; `dk_dr2` may be null. Not inlined, so that the callers share one
/// copy.
template <Kernel K>
__attribute__((noinline)) void PanelOfRows(const Points& points, const KernelParameters& parameters,
                                           const double* rows, std::size_t step, std::size_t count,
                                           const double* columns, std::size_t stride, double* value,
                                           double* dk_dr2, std::size_t pitch) {
  std::size_t i = 0;
  if (dk_dr2 != nullptr) {
    for (; i + 2 <= count; i += 2) {
      PanelRows<K, 2, true>(points, parameters, rows + i, step, columns, stride, value + i * pitch,
                            dk_dr2 + i * pitch, pitch);
    }
    for (; i < count; ++i) {
      PanelRows<K, 1, true>(points, parameters, rows + i, step, columns, stride, value + i * pitch,
                            dk_dr2 + i * pitch, pitch);
    }
    return;
  }
  for (; i + 2 <= count; i += 2) {
    PanelRows<K, 2, false>(points, parameters, rows + i, step, columns, stride, value + i * pitch,
                           nullptr, pitch);
  }
  for (; i < count; ++i) {
    PanelRows<K, 1, false>(points, parameters, rows + i, step, columns, stride, value + i * pitch,
                           nullptr, pitch);
  }
}

template <Kernel K>
void FillWith(const Points& points, const KernelParameters& parameters, std::size_t from,
              std::size_t to, double diagonal, double* panels, double* dk_dr2) {
  for (std::size_t j = from / kPanel; j < PanelCount(kPanel, to); ++j) {
    const std::size_t begin = j * kPanel;
    const std::size_t columns = to - begin < kPanel ? to - begin : kPanel;
    double* panel = panels + PanelOffset(kPanel, j);
    double* rows = panel + kPanel;
    double* derivatives = dk_dr2 == nullptr ? nullptr : dk_dr2 + PanelOffset(kPanel, j) + kPanel;
    for (std::size_t c = 0; c < kPanel; ++c) panel[c] = c < columns ? diagonal : 0.0;
    PanelOfRows<K>(points, parameters, points.columns, points.stride, begin + columns,
                   points.columns + begin, points.stride, rows, derivatives, kPanel);
    // Zero the entries behind the last column and below the diagonal.
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

void Fill(const Points& points, const KernelParameters& parameters, std::size_t from,
          std::size_t to, double diagonal, double* panels, double* dk_dr2) {
  if (parameters.kernel == Kernel::kRbf) {
    FillWith<Kernel::kRbf>(points, parameters, from, to, diagonal, panels, dk_dr2);
  } else if (parameters.kernel == Kernel::kMatern32) {
    FillWith<Kernel::kMatern32>(points, parameters, from, to, diagonal, panels, dk_dr2);
  } else {
    FillWith<Kernel::kMatern52>(points, parameters, from, to, diagonal, panels, dk_dr2);
  }
}

template <Kernel K>
void CovariancesWith(const Points& points, std::size_t n, const KernelParameters& parameters,
                     const double* row, double* value) {
  for (std::size_t j = 0; j < n; j += kPanel) {
    PanelRows<K, 1, false>(points, parameters, row, 1, points.columns + j, points.stride, value + j,
                           nullptr, kPanel);
  }
}

void Covariances(const Points& points, std::size_t n, const KernelParameters& parameters,
                 const double* row, double* value) {
  if (parameters.kernel == Kernel::kRbf) {
    CovariancesWith<Kernel::kRbf>(points, n, parameters, row, value);
  } else if (parameters.kernel == Kernel::kMatern32) {
    CovariancesWith<Kernel::kMatern32>(points, n, parameters, row, value);
  } else {
    CovariancesWith<Kernel::kMatern52>(points, n, parameters, row, value);
  }
}

template <Kernel K>
void CovarianceBlockWith(const Points& points, std::size_t n, const KernelParameters& parameters,
                         const double* queries, double* block, double* dk_dr2) {
  PanelOfRows<K>(points, parameters, points.columns, points.stride, n, queries, kPanel, block,
                 dk_dr2, kPanel);
  const std::size_t rest = (PanelCount(kPanel, n) * kPanel - n) * kPanel * sizeof(double);
  __builtin_memset(block + n * kPanel, 0, rest);
  if (dk_dr2 != nullptr) __builtin_memset(dk_dr2 + n * kPanel, 0, rest);
}

void CovarianceBlock(const Points& points, std::size_t n, const KernelParameters& parameters,
                     const double* queries, double* block, double* dk_dr2) {
  if (parameters.kernel == Kernel::kRbf) {
    CovarianceBlockWith<Kernel::kRbf>(points, n, parameters, queries, block, dk_dr2);
  } else if (parameters.kernel == Kernel::kMatern32) {
    CovarianceBlockWith<Kernel::kMatern32>(points, n, parameters, queries, block, dk_dr2);
  } else {
    CovarianceBlockWith<Kernel::kMatern52>(points, n, parameters, queries, block, dk_dr2);
  }
}

void BlockDot(const double* block, std::size_t n, const double* alpha, double* out) {
  Vec sums[kVectors] = {};
  for (std::size_t p = 0; p < n; ++p) {
    const Vec coefficient = Set(alpha[p]);
    for (std::size_t v = 0; v < kVectors; ++v) {
      sums[v] = Fma(coefficient, Load(block + p * kPanel + v * kWidth), sums[v]);
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

void BlockGradient(const Points& points, std::size_t n, const KernelParameters& parameters,
                   const double* queries, const double* dk_dr2, const double* alpha,
                   const double* by_mean, double* block, double* out) {
  for (std::size_t p = 0; p < n; ++p) {
    const Vec coefficient = Set(2.0 * alpha[p]);
    for (std::size_t c = 0; c < kPanel; c += kWidth) {
      double* entry = block + p * kPanel + c;
      const Vec sum = Fma(coefficient, Load(by_mean + c), 2.0 * Load(entry));
      Store(entry, sum * Load(dk_dr2 + p * kPanel + c));
    }
  }
  for (std::size_t k = 0; k < points.dimensions; ++k) {
    const double* column = points.columns + k * points.stride;
    const double inverse = parameters.inverse_lengthscales[k];
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
