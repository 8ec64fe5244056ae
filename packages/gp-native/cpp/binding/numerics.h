#pragma once

#include <napi.h>

namespace binding {

/// Defines the pure functions that the model builds on.
///
/// kernelMatrix(kernel, rowsA, rowsB, theta, columns, out) -> out, n x m
/// cholesky(matrix, n) -> [factor (n x n), jitter]
/// solve(factor, n, rightHandSides) -> m x n
void DefineNumerics(Napi::Env env, Napi::Object exports);

}  // namespace binding
