#pragma once

#include "tile.h"

/// A value that is not zero, and the offset of the values that it multiplies.
struct Entry {
  int offset;
  float value;
};

/// How many vectors of sums a run keeps in registers.
constexpr int kRunVectors = 8;

/// A gradient that passed a pool, a relu and a dropout is mostly zeros. If the share of other
/// values is below this one, it is faster to visit only those: a visit costs as much as in a tile,
/// plus a list.
constexpr float kSparseShare = 0.4f;

/// How many of the `count` values are not zero.
static inline int CountNonzero(const float* values, int count) {
  Vector found = wasm_i32x4_splat(0);
  int index = 0;
  for (; index + kWidth <= count; index += kWidth) {
    const Vector differs = wasm_f32x4_ne(wasm_v128_load(values + index), wasm_f32x4_splat(0));
    found = wasm_i32x4_sub(found, differs);
  }
  int total = wasm_i32x4_extract_lane(found, 0) + wasm_i32x4_extract_lane(found, 1) +
              wasm_i32x4_extract_lane(found, 2) + wasm_i32x4_extract_lane(found, 3);
  for (; index < count; index++) total += values[index] != 0;
  return total;
}

template <int vectors>
static inline void AddVectors(const Entry* entries, int count, const float* base, float* to) {
  Vector sum[vectors];
  for (int i = 0; i < vectors; i++) sum[i] = wasm_v128_load(to + i * kWidth);
  for (int e = 0; e < count; e++) {
    const float* from = base + entries[e].offset;
    const Vector factor = wasm_v128_load32_splat(&entries[e].value);
    for (int i = 0; i < vectors; i++) {
      sum[i] = AddProduct(sum[i], factor, wasm_v128_load(from + i * kWidth));
    }
  }
  for (int i = 0; i < vectors; i++) wasm_v128_store(to + i * kWidth, sum[i]);
}

/// to[t] += sum over entries of value * base[offset + t], for t below `length`.
static inline void AddRuns(const Entry* entries, int count, const float* base, int length,
                           float* to) {
  int t = 0;
  for (; t + kRunVectors * kWidth <= length; t += kRunVectors * kWidth) {
    AddVectors<kRunVectors>(entries, count, base + t, to + t);
  }
  for (; t + kWidth <= length; t += kWidth) AddVectors<1>(entries, count, base + t, to + t);
  for (; t < length; t++) {
    float sum = to[t];
    for (int e = 0; e < count; e++) sum += entries[e].value * base[entries[e].offset + t];
    to[t] = sum;
  }
}
