#pragma once

#include <napi.h>

namespace binding {

/// The pure functions below the model.
///
/// kernelMatrix(kernel, rowsA, rowsB, packed, columns, out) -> out, n x m
/// cholesky(matrix, n) -> [factor (n x n), jitter]
/// solve(factor, n, rightHandSides) -> m x n
void DefineNumerics(Napi::Env env, Napi::Object exports);

}  // namespace binding
