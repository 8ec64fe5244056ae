#include "numerics.h"

#include <cstdint>
#include <cstring>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "../gp/covariance.h"
#include "../gp/kernel_matrix.h"
#include "../gp/panels.h"
#include "addon_data.h"
#include "arguments.h"

namespace binding {
namespace {

/// Asks for large pages, as numpy does: in a new array every 4 KiB page costs a page fault,
/// together more time than the covariances take.
void PreferLargePages(double* data, std::size_t count) {
#if defined(MADV_HUGEPAGE)
  constexpr std::uintptr_t kPage = std::uintptr_t{1} << 21;
  const std::uintptr_t begin = (reinterpret_cast<std::uintptr_t>(data) + kPage - 1) / kPage * kPage;
  const std::uintptr_t end = reinterpret_cast<std::uintptr_t>(data + count) / kPage * kPage;
  // Only a hint, so the result does not matter.
  if (begin < end) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
#else
  (void)data;
  (void)count;
#endif
}

Napi::Value KernelMatrix(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const gp::Isa& isa = IsaOf(env);
  const std::size_t kernel = Count(info, 0, 0);
  const Napi::Float64Array a = Doubles(info, 1);
  const Napi::Float64Array b = Doubles(info, 2);
  const Napi::Float64Array theta = Doubles(info, 3);
  if (kernel >= gp::kKernels || theta.ElementLength() < 3) {
    throw CodedError(env, "GP_SHAPE", "Expected a known kernel and at least 3 hyperparameters.");
  }
  const std::size_t d = theta.ElementLength() - 2;
  const Napi::Uint8Array kinds = Bytes(info, 4, d);
  if (a.ElementLength() % d != 0 || b.ElementLength() % d != 0) {
    throw CodedError(env, "GP_SHAPE", "Expected whole rows.");
  }
  const gp::MatrixProblem problem{
      static_cast<gp::Kernel>(kernel), a.Data(), a.ElementLength() / d, b.Data(),
      b.ElementLength() / d,           d,        kinds.Data(),          theta.Data()};
  Napi::Float64Array out = Doubles(info, 5, problem.n * problem.m);
  const Block scratch = Allocate(env, gp::KernelMatrixScratch(problem));
  PreferLargePages(out.Data(), problem.n * problem.m);
  gp::KernelMatrix(isa, problem, out.Data(), scratch.data());
  return out;
}

Napi::Value Cholesky(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const gp::Isa& isa = IsaOf(env);
  const std::size_t n = Count(info, 1, 1);
  const Napi::Float64Array matrix = Doubles(info, 0, n * n);
  const Block panels = Allocate(env, gp::PanelsSize(isa.panel, n));
  double jitter;
  const gp::Status status = gp::FactorMatrix(isa, matrix.Data(), n, panels.data(), &jitter);
  if (status != gp::Status::kOk) throw StatusError(env, status);
  Napi::Float64Array out = Napi::Float64Array::New(env, n * n + 1);
  gp::FactorOfPanels(isa, panels.data(), n, out.Data());
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
  const Block panels = Allocate(env, gp::PanelsSize(isa.panel, n));
  const Block row = Allocate(env, n);
  gp::PanelsOfFactor(isa, matrix.Data(), n, panels.data());
  Napi::Float64Array out = Napi::Float64Array::New(env, m * n);
  for (std::size_t i = 0; i < m; ++i) {
    std::memcpy(row.data(), right.Data() + i * n, n * sizeof(double));
    isa.solve_forward(panels.data(), n, row.data());
    isa.solve_backward(panels.data(), n, row.data());
    std::memcpy(out.Data() + i * n, row.data(), n * sizeof(double));
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
