// Part of isa_impl.h: Cholesky and triangular solves on panels. The rows of a tile are updated in
// registers. Every entry subtracts its products in index order, so the depth and grouping below
// change the speed but not the bits.

constexpr std::size_t kDepth = 120 / kPanel;  // panels of rows handled per visit of a tile
constexpr std::size_t kGroup =
    288 / kPanel;  // panels factored together, which share their reads of the panels before
constexpr double kMinPivot =
    1e-14;  // a pivot below this share of its diagonal entry is rounding error

template <std::size_t R>
using Tile = Vec[R][kVectors];

template <std::size_t R>
GP_INLINE void LoadTile(const double* c, Tile<R>& tile) {
  for (std::size_t r = 0; r < R; ++r) {
    for (std::size_t v = 0; v < kVectors; ++v) tile[r][v] = Load(c + r * kPanel + v * kWidth);
  }
}

template <std::size_t R>
GP_INLINE void StoreTile(const Tile<R>& tile, double* c) {
  for (std::size_t r = 0; r < R; ++r) {
    for (std::size_t v = 0; v < kVectors; ++v) Store(c + r * kPanel + v * kWidth, tile[r][v]);
  }
}

/// tile(r, c) -= sum over p < depth of a[r row + p step] b(p, c).
template <std::size_t R, std::size_t kRow, std::size_t kStep>
GP_INLINE void Subtract(const double* a, const double* b, std::size_t depth, Tile<R>& tile) {
  for (std::size_t p = 0; p < depth; ++p) {
    Vec right[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v) right[v] = Load(b + v * kWidth);
    for (std::size_t r = 0; r < R; ++r) {
      const Vec left = Broadcast(a + r * kRow);
      for (std::size_t v = 0; v < kVectors; ++v) {
        tile[r][v] = FmaNegated(left, right[v], tile[r][v]);
      }
    }
    a += kStep;
    b += kPanel;
  }
}

/// Solves rows row .. row + kRows of a block of right-hand sides: subtracts the products with rows
/// begin .. row, then solves the triangle. `panel` holds these rows as columns; row p of x is at x
/// + p * kPanel.
GP_INLINE void SolveRows(const double* panel, std::size_t row, std::size_t begin, double* x) {
  const std::size_t s = row % kPanel;
  const double* entries = panel + kPanel + s;
  Tile<kRows> tile;
  LoadTile<kRows>(x + row * kPanel, tile);
  Subtract<kRows, 1, kPanel>(entries + begin * kPanel, x + begin * kPanel, row - begin, tile);
  const double* triangle = entries + row * kPanel;
  for (std::size_t i = 0; i < kRows; ++i) {
    const Vec reciprocal = Set(panel[s + i]);
    for (std::size_t v = 0; v < kVectors; ++v) tile[i][v] *= reciprocal;
    for (std::size_t j = i + 1; j < kRows; ++j) {
      const Vec left = Set(triangle[i * kPanel + j]);
      for (std::size_t v = 0; v < kVectors; ++v) {
        tile[j][v] = FmaNegated(left, tile[i][v], tile[j][v]);
      }
    }
  }
  StoreTile<kRows>(tile, x + row * kPanel);
}

/// Subtracts the products with rows begin .. end from all rows of panel `index`.
GP_INLINE void UpdateRows(const double* panel, std::size_t index, std::size_t begin,
                          std::size_t end, double* x) {
  for (std::size_t s = 0; s < kPanel; s += kRows) {
    double* target = x + (index * kPanel + s) * kPanel;
    Tile<kRows> tile;
    LoadTile<kRows>(target, tile);
    Subtract<kRows, 1, kPanel>(panel + (1 + begin) * kPanel + s, x + begin * kPanel, end - begin,
                               tile);
    StoreTile<kRows>(tile, target);
  }
}

/// Solves the rows of panels 0..solved in `count` blocks. If `triangular` (while factoring), it
/// also subtracts their products from the rows of panels solved .. solved + b of block b, which are
/// the upper part of that block.
void ForwardBlocks(const double* panels, std::size_t solved, double* const* blocks,
                   std::size_t count, bool triangular) {
  const std::size_t updated = triangular ? solved + count : solved;
  for (std::size_t k0 = 0; k0 < solved; k0 += kDepth) {
    const std::size_t k1 = solved - k0 < kDepth ? solved : k0 + kDepth;
    for (std::size_t i = k0; i < k1; ++i) {
      const double* panel = panels + PanelOffset(kPanel, i);
      for (std::size_t b = 0; b < count; ++b) {
        for (std::size_t s = 0; s < kPanel; s += kRows) {
          SolveRows(panel, i * kPanel + s, k0 * kPanel, blocks[b]);
        }
      }
    }
    for (std::size_t i = k1; i < updated; ++i) {
      const double* panel = panels + PanelOffset(kPanel, i);
      for (std::size_t b = i < solved ? 0 : i - solved; b < count; ++b) {
        UpdateRows(panel, i, k0 * kPanel, k1 * kPanel, blocks[b]);
      }
    }
  }
}

/// Factors the last kPanel rows of panel `index`, after subtracting the products with rows from
/// `begin` on.
bool FactorDiagonal(double* panel, std::size_t index, std::size_t begin, std::size_t n) {
  double* rows = panel + kPanel;
  for (std::size_t s = 0; s < kPanel; s += kRows) {
    const std::size_t row = index * kPanel + s;
    Tile<kRows> tile;
    LoadTile<kRows>(rows + row * kPanel, tile);
    Subtract<kRows, 1, kPanel>(rows + begin * kPanel + s, rows + begin * kPanel, row - begin, tile);
    StoreTile<kRows>(tile, rows + row * kPanel);
    for (std::size_t i = 0; i < kRows; ++i) {
      double* entries = rows + (row + i) * kPanel;
      if (row + i >= n) {
        panel[s + i] = 0.0;
        continue;
      }
      const double pivot = entries[s + i];
      if (!(pivot > kMinPivot * panel[s + i])) return false;
      const double root = __builtin_sqrt(pivot);
      const double reciprocal = 1.0 / root;
      panel[s + i] = reciprocal;
      for (std::size_t c = 0; c < kPanel; c += kWidth) {
        Store(entries + c, Load(entries + c) * reciprocal);
      }
      entries[s + i] = root;
      for (std::size_t j = i + 1; j < kRows; ++j) {
        double* below = entries + (j - i) * kPanel;
        const Vec left = Set(entries[s + j]);
        for (std::size_t c = 0; c < kPanel; c += kWidth) {
          Store(below + c, FmaNegated(left, Load(entries + c), Load(below + c)));
        }
      }
    }
  }
  return true;
}

bool FactorColumns(double* panels, std::size_t from, std::size_t to) {
  const std::size_t last = PanelCount(kPanel, to);
  for (std::size_t begin = from / kPanel; begin < last; begin += kGroup) {
    const std::size_t count = last - begin < kGroup ? last - begin : kGroup;
    double* blocks[kGroup];
    for (std::size_t b = 0; b < count; ++b) {
      blocks[b] = panels + PanelOffset(kPanel, begin + b) + kPanel;
    }
    ForwardBlocks(panels, begin, blocks, count, true);
    for (std::size_t b = 0; b < count; ++b) {
      const std::size_t index = begin + b;
      for (std::size_t i = begin; i < index; ++i) {
        for (std::size_t s = 0; s < kPanel; s += kRows) {
          SolveRows(panels + PanelOffset(kPanel, i), i * kPanel + s, begin * kPanel, blocks[b]);
        }
      }
      if (!FactorDiagonal(blocks[b] - kPanel, index, begin * kPanel, to)) return false;
    }
  }
  return true;
}

/// Solves the rows of panels first .. first + P in one vector, in which all rows before are solved.
template <std::size_t P>
void ForwardVectorPanels(const double* panels, std::size_t first, double* x) {
  const double* rows[P];
  Vec sums[P][kVectors];
  for (std::size_t q = 0; q < P; ++q) {
    rows[q] = panels + PanelOffset(kPanel, first + q) + kPanel;
    for (std::size_t v = 0; v < kVectors; ++v) {
      sums[q][v] = Load(x + (first + q) * kPanel + v * kWidth);
    }
  }
  for (std::size_t p = 0; p < first * kPanel; ++p) {
    const Vec solved = Set(x[p]);
    for (std::size_t q = 0; q < P; ++q) {
      for (std::size_t v = 0; v < kVectors; ++v) {
        sums[q][v] = FmaNegated(solved, Load(rows[q] + p * kPanel + v * kWidth), sums[q][v]);
      }
    }
  }
  for (std::size_t q = 0; q < P; ++q) {
    double* own = x + (first + q) * kPanel;
    for (std::size_t p = first * kPanel; p < (first + q) * kPanel; ++p) {
      const Vec solved = Set(x[p]);
      for (std::size_t v = 0; v < kVectors; ++v) {
        sums[q][v] = FmaNegated(solved, Load(rows[q] + p * kPanel + v * kWidth), sums[q][v]);
      }
    }
    for (std::size_t v = 0; v < kVectors; ++v) Store(own + v * kWidth, sums[q][v]);
    const double* triangle = rows[q] + (first + q) * kPanel * kPanel;
    for (std::size_t i = 0; i < kPanel; ++i) {
      own[i] *= rows[q][i - kPanel];
      for (std::size_t j = i + 1; j < kPanel; ++j) {
        own[j] = FmaNegated(own[i], triangle[i * kPanel + j], own[j]);
      }
    }
  }
}

void SolveForward(const double* panels, std::size_t n, double* x) {
  const std::size_t count = PanelCount(kPanel, n);
  for (std::size_t j = n; j < count * kPanel; ++j) x[j] = 0.0;
  std::size_t i = 0;
  for (; i + 2 <= count; i += 2) ForwardVectorPanels<2>(panels, i, x);
  if (i < count) ForwardVectorPanels<1>(panels, i, x);
}

void SolveBackward(const double* panels, std::size_t n, double* x) {
  for (std::size_t index = PanelCount(kPanel, n); index-- > 0;) {
    const double* panel = panels + PanelOffset(kPanel, index);
    const double* rows = panel + kPanel;
    double* own = x + index * kPanel;
    for (std::size_t i = kPanel; i-- > 0;) {
      const double* row = rows + (index * kPanel + i) * kPanel;
      for (std::size_t j = i + 1; j < kPanel; ++j) own[i] = FmaNegated(row[j], own[j], own[i]);
      own[i] *= panel[i];
    }
    Vec solved[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v) solved[v] = Load(own + v * kWidth);
    for (std::size_t p = 0; p < index * kPanel; ++p) {
      Vec sum = Load(rows + p * kPanel) * solved[0];
      for (std::size_t v = 1; v < kVectors; ++v) {
        sum = Fma(Load(rows + p * kPanel + v * kWidth), solved[v], sum);
      }
      x[p] -= Sum(sum);
    }
  }
}

bool Append(double* panels, std::size_t n, double* x, double diagonal) {
  const std::size_t index = n / kPanel;
  const std::size_t column = n % kPanel;
  double* panel = panels + PanelOffset(kPanel, index);
  if (column == 0) {
    __builtin_memset(panel, 0, (1 + (index + 1) * kPanel) * kPanel * sizeof(double));
  }
  SolveForward(panels, n, x);
  double pivot = diagonal;
  for (std::size_t p = 0; p < n; ++p) pivot = FmaNegated(x[p], x[p], pivot);
  if (!(pivot > kMinPivot * diagonal)) return false;
  x[n] = __builtin_sqrt(pivot);
  panel[column] = 1.0 / x[n];
  double* entries = panel + kPanel + column;
  for (std::size_t p = 0; p <= n; ++p) entries[p * kPanel] = x[p];
  return true;
}

void SolveBlocksForward(const double* panels, std::size_t n, double* blocks, std::size_t pitch,
                        std::size_t count) {
  double* group[kGroup];
  for (std::size_t begin = 0; begin < count; begin += kGroup) {
    const std::size_t size = count - begin < kGroup ? count - begin : kGroup;
    for (std::size_t b = 0; b < size; ++b) group[b] = blocks + (begin + b) * pitch;
    ForwardBlocks(panels, PanelCount(kPanel, n), group, size, false);
  }
}

void SolveBlockBackward(const double* panels, std::size_t n, double* x) {
  for (std::size_t index = PanelCount(kPanel, n); index-- > 0;) {
    const double* panel = panels + PanelOffset(kPanel, index);
    const double* rows = panel + kPanel;
    double* own = x + index * kPanel * kPanel;
    for (std::size_t s = kPanel; s > 0;) {
      s -= kRows;
      const double* entries = rows + (index * kPanel + s) * kPanel + s;
      Tile<kRows> tile;
      LoadTile<kRows>(own + s * kPanel, tile);
      Subtract<kRows, kPanel, 1>(entries + kRows, own + (s + kRows) * kPanel, kPanel - s - kRows,
                                 tile);
      for (std::size_t i = kRows; i-- > 0;) {
        const Vec reciprocal = Set(panel[s + i]);
        for (std::size_t v = 0; v < kVectors; ++v) tile[i][v] *= reciprocal;
        for (std::size_t j = 0; j < i; ++j) {
          const Vec left = Set(entries[j * kPanel + i]);
          for (std::size_t v = 0; v < kVectors; ++v) {
            tile[j][v] = FmaNegated(left, tile[i][v], tile[j][v]);
          }
        }
      }
      StoreTile<kRows>(tile, own + s * kPanel);
    }
    for (std::size_t row = 0; row < index * kPanel; row += kRows) {
      Tile<kRows> tile;
      LoadTile<kRows>(x + row * kPanel, tile);
      Subtract<kRows, kPanel, 1>(rows + row * kPanel, own, kPanel, tile);
      StoreTile<kRows>(tile, x + row * kPanel);
    }
  }
}
