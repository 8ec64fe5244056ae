#pragma once

#include <napi.h>

#include <atomic>
#include <cstdint>
#include <memory>

#include "../gp/model.h"
#include "arguments.h"

namespace binding {

/// The model behind a JavaScript object. While a worker uses it, all other calls throw GP_BUSY, so
/// the library needs no locks.
class GaussianProcess : public Napi::ObjectWrap<GaussianProcess> {
 public:
  static Napi::Function Define(Napi::Env env);

  /// (dimensions, kernel 0 | 1 | 2, columns: Uint8Array(d))
  explicit GaussianProcess(const Napi::CallbackInfo& info);

  gp::Model& model() { return *model_; }
  const std::uint8_t* kinds() const { return kinds_.get(); }
  std::atomic<bool>& abort_flag() { return abort_; }
  bool disposed() const { return disposed_; }

  /// Makes room for `count` more rows. Throws GP_NO_MEMORY.
  void Reserve(Napi::Env env, std::size_t count);

  /// A worker owns the model from `Acquire`, which throws GP_BUSY or GP_DISPOSED, to `Release`.
  void Acquire(Napi::Env env);
  void Release();

 private:
  Napi::Value Size(const Napi::CallbackInfo& info);
  Napi::Value Hyperparameters(const Napi::CallbackInfo& info);
  void Append(const Napi::CallbackInfo& info);
  void Remove(const Napi::CallbackInfo& info);
  void SetHyperparameters(const Napi::CallbackInfo& info);
  Napi::Value LogMarginalLikelihood(const Napi::CallbackInfo& info);
  Napi::Value LogPosteriorDensity(const Napi::CallbackInfo& info);
  Napi::Value Fit(const Napi::CallbackInfo& info);
  Napi::Value FitSync(const Napi::CallbackInfo& info);
  Napi::Value Posterior(const Napi::CallbackInfo& info);
  Napi::Value PosteriorAt(const Napi::CallbackInfo& info);
  Napi::Value AcquisitionOfRows(const Napi::CallbackInfo& info);
  Napi::Value AcquisitionAt(const Napi::CallbackInfo& info);
  Napi::Value Maximize(const Napi::CallbackInfo& info);
  Napi::Value MaximizeSync(const Napi::CallbackInfo& info);
  void Abort(const Napi::CallbackInfo& info);
  void Dispose(const Napi::CallbackInfo& info);

  void RequireIdle(Napi::Env env) const;
  void RequireObservations(Napi::Env env) const;
  gp::Surrogate Updated(Napi::Env env);
  std::size_t RowCount(const Napi::CallbackInfo& info, const Napi::Float64Array& rows) const;

  std::unique_ptr<std::uint8_t[]> kinds_;
  std::unique_ptr<gp::Model> model_;
  Block block_;
  std::atomic<bool> abort_{false};
  bool busy_ = false;
  bool disposed_ = false;
};

}  // namespace binding
