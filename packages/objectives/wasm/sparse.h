#pragma once

#include "tile.h"

/// A value that is not zero, and where what it multiplies begins.
struct Entry {
  int offset;
  float value;
};

/// Lanes that a run of sums keeps in registers at once.
constexpr int kRunLanes = 8;

/// A gradient that came through a pool, a relu and a dropout is mostly zeros. Below this share of
/// values it is quicker to visit only them: a visit costs as much as in a tile, and a list besides.
constexpr float kSparseShare = 0.4f;

/// How many of `count` values are not zero.
static inline int CountNonzero(const float* values, int count) {
  Lane found = wasm_i32x4_splat(0);
  int index = 0;
  for (; index + kLane <= count; index += kLane) {
    const Lane differs = wasm_f32x4_ne(wasm_v128_load(values + index), wasm_f32x4_splat(0));
    found = wasm_i32x4_sub(found, differs);
  }
  int total = wasm_i32x4_extract_lane(found, 0) + wasm_i32x4_extract_lane(found, 1) +
              wasm_i32x4_extract_lane(found, 2) + wasm_i32x4_extract_lane(found, 3);
  for (; index < count; index++) total += values[index] != 0;
  return total;
}

template <int lanes>
static inline void AddLanes(const Entry* entries, int count, const float* base, float* to) {
  Lane sum[lanes];
  for (int i = 0; i < lanes; i++) sum[i] = wasm_v128_load(to + i * kLane);
  for (int e = 0; e < count; e++) {
    const float* from = base + entries[e].offset;
    const Lane factor = wasm_v128_load32_splat(&entries[e].value);
    for (int i = 0; i < lanes; i++) {
      sum[i] = AddProduct(sum[i], factor, wasm_v128_load(from + i * kLane));
    }
  }
  for (int i = 0; i < lanes; i++) wasm_v128_store(to + i * kLane, sum[i]);
}

/// to[t] += sum over entries of value * base[offset + t], for t below `length`.
static inline void AddRuns(const Entry* entries, int count, const float* base, int length,
                           float* to) {
  int t = 0;
  for (; t + kRunLanes * kLane <= length; t += kRunLanes * kLane) {
    AddLanes<kRunLanes>(entries, count, base + t, to + t);
  }
  for (; t + kLane <= length; t += kLane) AddLanes<1>(entries, count, base + t, to + t);
  for (; t < length; t++) {
    float sum = to[t];
    for (int e = 0; e < count; e++) sum += entries[e].value * base[entries[e].offset + t];
    to[t] = sum;
  }
}
