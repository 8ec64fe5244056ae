#pragma once

#include <wasm_simd128.h>

/// Four floats or integers of 32 bits.
using Vector = v128_t;

/// Floats in a vector.
constexpr int kWidth = 4;

/// Rows and columns of a tile of a product: its sums, two loads and a spare fit into the registers.
constexpr int kRows = 4;
constexpr int kColumns = 8;

constexpr int RoundUp(int count, int step) { return (count + step - 1) / step * step; }

/// The sums of a tile, in registers: rows x columns, two vectors for each row.
struct Tile {
  Vector sum[2 * kRows];
};

static inline Tile ZeroTile() {
  Tile tile;
  for (Vector& sum : tile.sum) sum = wasm_f32x4_splat(0);
  return tile;
}

/// sum += factor * values, rounded twice: WebAssembly has no fused form that all engines support.
static inline Vector AddProduct(Vector sum, Vector factor, Vector values) {
  return wasm_f32x4_add(sum, wasm_f32x4_mul(factor, values));
}

/// tile[i][0..7] += sum_k rows[i][k * step] * panel[k][0..7], for `count` values of k.
static inline void Accumulate(Tile* tile, const float* const rows[kRows], int step,
                              const float* panel, int count) {
  const float* a0 = rows[0];
  const float* a1 = rows[1];
  const float* a2 = rows[2];
  const float* a3 = rows[3];
  for (int k = 0; k < count; k++) {
    const Vector low = wasm_v128_load(panel);
    const Vector high = wasm_v128_load(panel + kWidth);
    const Vector v0 = wasm_v128_load32_splat(a0);
    tile->sum[0] = AddProduct(tile->sum[0], v0, low);
    tile->sum[1] = AddProduct(tile->sum[1], v0, high);
    const Vector v1 = wasm_v128_load32_splat(a1);
    tile->sum[2] = AddProduct(tile->sum[2], v1, low);
    tile->sum[3] = AddProduct(tile->sum[3], v1, high);
    const Vector v2 = wasm_v128_load32_splat(a2);
    tile->sum[4] = AddProduct(tile->sum[4], v2, low);
    tile->sum[5] = AddProduct(tile->sum[5], v2, high);
    const Vector v3 = wasm_v128_load32_splat(a3);
    tile->sum[6] = AddProduct(tile->sum[6], v3, low);
    tile->sum[7] = AddProduct(tile->sum[7], v3, high);
    a0 += step;
    a1 += step;
    a2 += step;
    a3 += step;
    panel += kColumns;
  }
}

/// The same for four adjacent rows: rows[i] = row + i.
static inline void AccumulateAdjacent(Tile* tile, const float* row, int step, const float* panel,
                                      int count) {
  for (int k = 0; k < count; k++) {
    const Vector low = wasm_v128_load(panel);
    const Vector high = wasm_v128_load(panel + kWidth);
    for (int i = 0; i < kRows; i++) {
      const Vector value = wasm_v128_load32_splat(row + i);
      tile->sum[2 * i] = AddProduct(tile->sum[2 * i], value, low);
      tile->sum[2 * i + 1] = AddProduct(tile->sum[2 * i + 1], value, high);
    }
    row += step;
    panel += kColumns;
  }
}

/// Adds row i of a tile to `columns` (at most 8) floats at `to`.
static inline void AddRow(const Tile& tile, int i, float* to, int columns) {
  if (columns == kColumns) {
    wasm_v128_store(to, wasm_f32x4_add(wasm_v128_load(to), tile.sum[2 * i]));
    wasm_v128_store(to + kWidth, wasm_f32x4_add(wasm_v128_load(to + kWidth), tile.sum[2 * i + 1]));
    return;
  }
  float row[kColumns];
  wasm_v128_store(row, tile.sum[2 * i]);
  wasm_v128_store(row + kWidth, tile.sum[2 * i + 1]);
  for (int column = 0; column < columns; column++) to[column] += row[column];
}

/// Writes row i of a tile.
static inline void StoreRow(const Tile& tile, int i, float* to, int columns) {
  if (columns == kColumns) {
    wasm_v128_store(to, tile.sum[2 * i]);
    wasm_v128_store(to + kWidth, tile.sum[2 * i + 1]);
    return;
  }
  float row[kColumns];
  wasm_v128_store(row, tile.sum[2 * i]);
  wasm_v128_store(row + kWidth, tile.sum[2 * i + 1]);
  for (int column = 0; column < columns; column++) to[column] = row[column];
}

/// Copies columns first .. first + 7 of a matrix (rows x columns, elements `row_step` and
/// `column_step` apart) into a panel [rows][8]; columns beyond the last are zero.
static inline void PackPanel(const float* matrix, int row_step, int column_step, int rows,
                             int columns, int first, float* panel) {
  const int width = columns - first < kColumns ? columns - first : kColumns;
  const float* from = matrix + first * column_step;
  if (width == kColumns && column_step == 1) {
    for (int row = 0; row < rows; row++) {
      wasm_v128_store(panel, wasm_v128_load(from));
      wasm_v128_store(panel + kWidth, wasm_v128_load(from + kWidth));
      from += row_step;
      panel += kColumns;
    }
    return;
  }
  for (int row = 0; row < rows; row++) {
    for (int column = 0; column < kColumns; column++) {
      panel[column] = column < width ? from[column * column_step] : 0;
    }
    from += row_step;
    panel += kColumns;
  }
}
