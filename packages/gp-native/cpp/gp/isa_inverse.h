// Part of isa_impl.h: L^-1 and the sums over K^-1 that the gradient of the evidence needs.

constexpr std::size_t kInverseGroup = 96 / kPanel;  // blocks that share their reads of the factor

/// Offset of block `index` in an inverse of `count` panels.
GP_INLINE std::size_t InverseOffset(std::size_t count, std::size_t index) {
  return kPanel * kPanel * (index * count - index * (index - 1) / 2 * (index > 0));
}

void Invert(const double* panels, std::size_t n, double* inverse) {
  const std::size_t count = PanelCount(kPanel, n);
  for (std::size_t j0 = 0; j0 < count; j0 += kInverseGroup) {
    const std::size_t j1 = count - j0 < kInverseGroup ? count : j0 + kInverseGroup;
    // Offsets that address each block as if it had all rows.
    std::ptrdiff_t blocks[kInverseGroup];
    for (std::size_t j = j0; j < j1; ++j) {
      double* block = inverse + InverseOffset(count, j);
      __builtin_memset(block, 0, (count - j) * kPanel * kPanel * sizeof(double));
      for (std::size_t i = 0; i < kPanel; ++i) {
        block[i * kPanel + i] = j * kPanel + i < n ? 1.0 : 0.0;
      }
      blocks[j - j0] = block - inverse - static_cast<std::ptrdiff_t>(j * kPanel * kPanel);
    }
    for (std::size_t k0 = j0; k0 < count; k0 += kDepth) {
      const std::size_t k1 = count - k0 < kDepth ? count : k0 + kDepth;
      for (std::size_t i = k0; i < count; ++i) {
        const double* panel = panels + PanelOffset(kPanel, i);
        const std::size_t end = i < k1 ? i + 1 : k1;
        for (std::size_t j = j0; j < (end < j1 ? end : j1); ++j) {
          const std::size_t begin = j > k0 ? j : k0;
          for (std::size_t s = 0; s < kPanel; s += kRows) {
            const std::size_t row = i * kPanel + s;
            const std::size_t stop = i < k1 ? row : k1 * kPanel;
            const double* entries = panel + kPanel + s;
            double* target = inverse + (blocks[j - j0] + static_cast<std::ptrdiff_t>(row * kPanel));
            const double* source =
                inverse + (blocks[j - j0] + static_cast<std::ptrdiff_t>(begin * kPanel * kPanel));
            Tile<kRows> tile;
            LoadTile<kRows>(target, tile);
            Subtract<kRows, 1, kPanel>(entries + begin * kPanel * kPanel, source,
                                       stop - begin * kPanel, tile);
            if (i < k1) {
              const double* triangle = entries + row * kPanel;
              for (std::size_t a = 0; a < kRows; ++a) {
                const Vec reciprocal = Set(panel[s + a]);
                for (std::size_t v = 0; v < kVectors; ++v) tile[a][v] *= reciprocal;
                for (std::size_t b = a + 1; b < kRows; ++b) {
                  const Vec left = Set(triangle[a * kPanel + b]);
                  for (std::size_t v = 0; v < kVectors; ++v) {
                    tile[b][v] = FmaNegated(left, tile[a][v], tile[b][v]);
                  }
                }
              }
            }
            StoreTile<kRows>(tile, target);
          }
        }
      }
    }
  }
}

double LengthscaleGradients(const Points& points, const KernelParameters& parameters,
                            const double* inverse, const double* dk_dr2, const double* alpha,
                            double* gradients, double* sums) {
  const std::size_t n = points.count;
  const std::size_t d = points.dimensions;
  const std::size_t count = PanelCount(kPanel, n);
  for (std::size_t i = 0; i < d * kWidth; ++i) sums[i] = 0.0;
  double trace = 0.0;
  for (std::size_t j = 0; j < count; ++j) {
    const double* right = inverse + InverseOffset(count, j);
    const double* panel_dk_dr2 = dk_dr2 + PanelOffset(kPanel, j) + kPanel;
    Vec column_alpha[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v) {
      column_alpha[v] = Load(alpha + j * kPanel + v * kWidth);
    }
    for (std::size_t i = 0; i <= j; ++i) {
      const double* left = inverse + InverseOffset(count, i) + (j - i) * kPanel * kPanel;
      // In pieces of both blocks that stay in the cache.
      double tiles[kPanel * kPanel] = {};
      for (std::size_t k0 = 0; k0 < (count - j) * kPanel; k0 += kDepth * kPanel) {
        const std::size_t rest = (count - j) * kPanel - k0;
        const std::size_t depth = rest < kDepth * kPanel ? rest : kDepth * kPanel;
        for (std::size_t s = 0; s < kPanel; s += kRows) {
          Tile<kRows> tile;
          LoadTile<kRows>(tiles + s * kPanel, tile);
          Subtract<kRows, 1, kPanel>(left + k0 * kPanel + s, right + k0 * kPanel, depth, tile);
          StoreTile<kRows>(tile, tiles + s * kPanel);
        }
      }
      for (std::size_t r = 0; r < kPanel; ++r) {
        const std::size_t row = i * kPanel + r;
        if (row >= n) break;
        const double* entries = tiles + r * kPanel;
        if (i == j) trace -= entries[r];
        const Vec row_alpha = Set(alpha[row]);
        Vec products[kVectors];
        for (std::size_t v = 0; v < kVectors; ++v) {
          products[v] = Fma(row_alpha, column_alpha[v], Load(entries + v * kWidth)) *
                        Load(panel_dk_dr2 + row * kPanel + v * kWidth);
        }
        for (std::size_t k = 0; k < d; ++k) {
          const double* column = points.columns + k * points.stride;
          const Vec x = Set(column[row]);
          Vec sum = Load(sums + k * kWidth);
          for (std::size_t v = 0; v < kVectors; ++v) {
            Vec step = x - Load(column + j * kPanel + v * kWidth);
            if (points.kinds[k]) step = Select((IntVec)(step != Set(0.0)), Set(1.0), Set(0.0));
            sum = Fma(products[v] * step, step, sum);
          }
          Store(sums + k * kWidth, sum);
        }
      }
    }
  }
  for (std::size_t k = 0; k < d; ++k) {
    const double inverse_lengthscale = parameters.inverse_lengthscales[k];
    gradients[k] = Sum(Load(sums + k * kWidth)) * inverse_lengthscale * inverse_lengthscale;
  }
  return trace;
}
