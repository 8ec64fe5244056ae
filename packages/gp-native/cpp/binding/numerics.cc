#include "numerics.h"

#include <cmath>
#include <cstring>

#include "../gp/covariance.h"
#include "addon_data.h"
#include "arguments.h"

namespace binding {
namespace {

Napi::Value KernelMatrix(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const gp::Isa& isa = IsaOf(env);
  const std::size_t kernel = Count(info, 0, 0);
  const Napi::Float64Array a = Doubles(info, 1);
  const Napi::Float64Array b = Doubles(info, 2);
  const Napi::Float64Array packed = Doubles(info, 3);
  if (kernel > 1 || packed.ElementLength() < 3) {
    throw CodedError(env, "GP_SHAPE", "Expected a known kernel and packed hyperparameters.");
  }
  const std::size_t d = packed.ElementLength() - 2;
  const Napi::Uint8Array kinds = Bytes(info, 4, d);
  if (a.ElementLength() % d != 0 || b.ElementLength() % d != 0) {
    throw CodedError(env, "GP_SHAPE", "Expected whole rows.");
  }
  const std::size_t n = a.ElementLength() / d;
  const std::size_t m = b.ElementLength() / d;
  const std::size_t stride = gp::RoundUp(m);
  const Block columns = Allocate(env, d * stride);
  const Block inverse = Allocate(env, d);
  const Block slope = Allocate(env, m);
  for (std::size_t j = 0; j < m; ++j) {
    for (std::size_t k = 0; k < d; ++k) columns.data()[k * stride + j] = b[j * d + k];
  }
  const gp::Points points{columns.data(), stride, m, d, kinds.Data()};
  const gp::Scales scales =
      gp::UnpackScales(static_cast<gp::Kernel>(kernel), packed.Data(), d, inverse.data());
  Napi::Float64Array out = Napi::Float64Array::New(env, n * m);
  for (std::size_t i = 0; i < n; ++i) {
    isa.covariances(points, m, scales, a.Data() + i * d, out.Data() + i * m, slope.data());
  }
  return out;
}

/// n x n into rows of a whole number of lanes, zero behind.
void Widen(const double* source, std::size_t rows, std::size_t n, double* target) {
  const std::size_t stride = gp::RoundUp(n);
  std::memset(target, 0, rows * stride * sizeof(double));
  for (std::size_t i = 0; i < rows; ++i) {
    std::memcpy(target + i * stride, source + i * n, n * sizeof(double));
  }
}

Napi::Value Cholesky(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::size_t n = Count(info, 1, 1);
  const Napi::Float64Array matrix = Doubles(info, 0, n * n);
  const std::size_t stride = gp::RoundUp(n);
  const Block factor = Allocate(env, n * stride);
  const Block backup = Allocate(env, n * stride);
  Widen(matrix.Data(), n, n, factor.data());
  double jitter;
  const gp::Status status =
      gp::FactorMatrix(IsaOf(env), factor.data(), stride, n, backup.data(), &jitter);
  if (status != gp::Status::kOk) throw StatusError(env, status);
  Napi::Float64Array out = Napi::Float64Array::New(env, n * n + 1);
  for (std::size_t i = 0; i < n; ++i) {
    std::memcpy(out.Data() + i * n, factor.data() + i * stride, (i + 1) * sizeof(double));
  }
  out.Data()[n * n] = jitter;
  return out;
}

Napi::Value Solve(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const gp::Isa& isa = IsaOf(env);
  const std::size_t n = Count(info, 1, 1);
  const Napi::Float64Array matrix = Doubles(info, 0, n * n);
  const Napi::Float64Array right = Doubles(info, 2);
  if (right.ElementLength() % n != 0) throw CodedError(env, "GP_SHAPE", "Expected whole rows.");
  const std::size_t m = right.ElementLength() / n;
  const std::size_t stride = gp::RoundUp(n);
  const Block factor = Allocate(env, n * stride);
  const Block rows = Allocate(env, m * stride);
  Widen(matrix.Data(), n, n, factor.data());
  Widen(right.Data(), m, n, rows.data());
  isa.solve_forward(factor.data(), stride, n, rows.data(), stride, m, 0);
  Napi::Float64Array out = Napi::Float64Array::New(env, m * n);
  for (std::size_t i = 0; i < m; ++i) {
    isa.solve_backward(factor.data(), stride, n, rows.data() + i * stride);
    std::memcpy(out.Data() + i * n, rows.data() + i * stride, n * sizeof(double));
  }
  return out;
}

}  // namespace

void DefineNumerics(Napi::Env env, Napi::Object exports) {
  exports.Set("kernelMatrix", Napi::Function::New<KernelMatrix>(env, "kernelMatrix"));
  exports.Set("cholesky", Napi::Function::New<Cholesky>(env, "cholesky"));
  exports.Set("solve", Napi::Function::New<Solve>(env, "solve"));
}

}  // namespace binding
