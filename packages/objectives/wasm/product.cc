#include "tile.h"

/// Sizes of the blocks that fit into the caches: rows, columns, and terms of a sum.
constexpr int kBlockRows = 64;
constexpr int kBlockColumns = 128;
constexpr int kBlockTerms = 256;

static int Min(int a, int b) { return a < b ? a : b; }

/// Rows first .. first + 3 of a matrix as [terms][4], zero beyond the last row.
static void PackRows(const float* matrix, int row_step, int term_step, int rows, int first,
                     int terms, float* packed) {
  const int height = Min(rows - first, kRows);
  const float* from = matrix + first * row_step;
  if (height == kRows && row_step == 1) {
    for (int term = 0; term < terms; term++) {
      wasm_v128_store(packed + kRows * term, wasm_v128_load(from + term * term_step));
    }
    return;
  }
  for (int term = 0; term < terms; term++) {
    for (int row = 0; row < kRows; row++) {
      packed[kRows * term + row] = row < height ? from[row * row_step + term * term_step] : 0;
    }
  }
}

extern "C" {

/// Scratch of `product`, in floats.
int product_scratch() { return kBlockTerms * (kBlockRows + kBlockColumns); }

/// c[m][n] = sum over k terms of a[m][k] * b[k][n]. c is row-major and is overwritten; a and b have
/// steps between rows and columns, so that a transposed matrix needs no copy.
void product(int m, int n, int k, const float* a, int a_row, int a_term, const float* b, int b_term,
             int b_column, float* c, float* scratch) {
  float* b_panels = scratch;
  float* a_panels = scratch + kBlockTerms * kBlockColumns;
  for (int term = 0; term < k; term += kBlockTerms) {
    const int terms = Min(k - term, kBlockTerms);
    for (int column = 0; column < n; column += kBlockColumns) {
      const int columns = Min(n - column, kBlockColumns);
      const float* b_block = b + term * b_term + column * b_column;
      for (int j = 0; j < columns; j += kColumns) {
        PackPanel(b_block, b_term, b_column, terms, columns, j, b_panels + j * terms);
      }
      for (int row = 0; row < m; row += kBlockRows) {
        const int rows = Min(m - row, kBlockRows);
        const float* a_block = a + row * a_row + term * a_term;
        for (int i = 0; i < rows; i += kRows) {
          PackRows(a_block, a_row, a_term, rows, i, terms, a_panels + i * terms);
        }
        for (int j = 0; j < columns; j += kColumns) {
          for (int i = 0; i < rows; i += kRows) {
            Tile tile = ZeroTile();
            AccumulateAdjacent(&tile, a_panels + i * terms, kRows, b_panels + j * terms, terms);
            const int width = Min(columns - j, kColumns);
            for (int r = 0; r < Min(rows - i, kRows); r++) {
              float* to = c + (row + i + r) * n + column + j;
              if (term == 0) {
                StoreRow(tile, r, to, width);
              } else {
                AddRow(tile, r, to, width);
              }
            }
          }
        }
      }
    }
  }
}
}
