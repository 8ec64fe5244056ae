#include "gaussian_process.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "../gp/evidence.h"
#include "../gp/fit.h"
#include "acquisition_arguments.h"
#include "addon_data.h"
#include "fit_worker.h"
#include "maximize_worker.h"

namespace binding {
namespace {

constexpr std::size_t kFirstCapacity = 64;

}  // namespace

Napi::Function GaussianProcess::Define(Napi::Env env) {
  using Self = GaussianProcess;
  return DefineClass(env, "GaussianProcess",
                     {
                         InstanceMethod<&Self::Size>("size"),
                         InstanceMethod<&Self::Hyperparameters>("hyperparameters"),
                         InstanceMethod<&Self::Append>("append"),
                         InstanceMethod<&Self::Remove>("remove"),
                         InstanceMethod<&Self::SetHyperparameters>("setHyperparameters"),
                         InstanceMethod<&Self::LogMarginalLikelihood>("logMarginalLikelihood"),
                         InstanceMethod<&Self::LogPosteriorDensity>("logPosteriorDensity"),
                         InstanceMethod<&Self::Fit>("fit"),
                         InstanceMethod<&Self::FitSync>("fitSync"),
                         InstanceMethod<&Self::Posterior>("posterior"),
                         InstanceMethod<&Self::PosteriorAt>("posteriorAt"),
                         InstanceMethod<&Self::AcquisitionOfRows>("acquisition"),
                         InstanceMethod<&Self::AcquisitionAt>("acquisitionAt"),
                         InstanceMethod<&Self::Maximize>("maximize"),
                         InstanceMethod<&Self::MaximizeSync>("maximizeSync"),
                         InstanceMethod<&Self::Abort>("abort"),
                         InstanceMethod<&Self::Dispose>("dispose"),
                     });
}

GaussianProcess::GaussianProcess(const Napi::CallbackInfo& info)
    : Napi::ObjectWrap<GaussianProcess>(info) {
  const std::size_t d = Count(info, 0, 1);
  const std::size_t kernel = Count(info, 1, 0);
  if (kernel >= gp::kKernels)
    throw CodedError(info.Env(), "GP_SHAPE", "Expected kernel 0, 1 or 2.");
  const Napi::Uint8Array columns = Bytes(info, 2, d);
  kinds_.reset(new std::uint8_t[d]);
  std::memcpy(kinds_.get(), columns.Data(), d);
  model_.reset(new gp::Model(IsaOf(info.Env()), static_cast<gp::Kernel>(kernel), kinds_.get(), d));
  block_ = Allocate(info.Env(), gp::Model::BlockSize(model_->isa(), kFirstCapacity, d));
  model_->MoveTo(block_.data(), kFirstCapacity);
}

void GaussianProcess::RequireIdle(Napi::Env env) const {
  if (disposed_) throw CodedError(env, "GP_DISPOSED", "");
  if (busy_) throw CodedError(env, "GP_BUSY", "");
}

void GaussianProcess::RequireObservations(Napi::Env env) const {
  RequireIdle(env);
  if (model_->size() == 0) throw CodedError(env, "GP_EMPTY", "");
}

void GaussianProcess::Acquire(Napi::Env env) {
  RequireIdle(env);
  busy_ = true;
  abort_.store(false, std::memory_order_relaxed);
}

void GaussianProcess::Release() {
  busy_ = false;
  if (disposed_) block_ = Block();
}

gp::Surrogate GaussianProcess::Updated(Napi::Env env) {
  RequireIdle(env);
  const gp::Status status = model_->Update();
  if (status != gp::Status::kOk) throw StatusError(env, status);
  return model_->surrogate();
}

std::size_t GaussianProcess::RowCount(const Napi::CallbackInfo& info,
                                      const Napi::Float64Array& rows) const {
  const std::size_t d = model_->dimensions();
  if (rows.ElementLength() % d != 0) {
    throw CodedError(info.Env(), "GP_SHAPE", "Expected whole rows.");
  }
  RequireFinite(info.Env(), rows.Data(), rows.ElementLength());
  return rows.ElementLength() / d;
}

Napi::Value GaussianProcess::Size(const Napi::CallbackInfo& info) {
  if (disposed_) throw CodedError(info.Env(), "GP_DISPOSED", "");
  return Napi::Number::New(info.Env(), static_cast<double>(model_->size()));
}

Napi::Value GaussianProcess::Hyperparameters(const Napi::CallbackInfo& info) {
  if (disposed_) throw CodedError(info.Env(), "GP_DISPOSED", "");
  const std::size_t size = model_->dimensions() + 2;
  Napi::Float64Array theta = Napi::Float64Array::New(info.Env(), size);
  std::memcpy(theta.Data(), model_->theta(), size * sizeof(double));
  return theta;
}

void GaussianProcess::Append(const Napi::CallbackInfo& info) {
  RequireIdle(info.Env());
  const Napi::Float64Array rows = Doubles(info, 0);
  const std::size_t count = RowCount(info, rows);
  const Napi::Float64Array values = Doubles(info, 1, count);
  RequireFinite(info.Env(), values.Data(), count);
  Reserve(info.Env(), count);
  model_->Append(rows.Data(), values.Data(), count);
}

void GaussianProcess::Reserve(Napi::Env env, std::size_t count) {
  const std::size_t needed = model_->size() + count;
  if (needed <= model_->capacity()) return;
  const std::size_t capacity = std::max(needed, 2 * model_->capacity());
  Block grown = Allocate(env, gp::Model::BlockSize(model_->isa(), capacity, model_->dimensions()));
  model_->MoveTo(grown.data(), capacity);
  block_ = std::move(grown);
}

void GaussianProcess::Remove(const Napi::CallbackInfo& info) {
  RequireIdle(info.Env());
  const std::size_t index = Count(info, 0, 0);
  if (index >= model_->size())
    throw CodedError(info.Env(), "GP_SHAPE", "Expected the index of an observation.");
  model_->Remove(index);
}

void GaussianProcess::SetHyperparameters(const Napi::CallbackInfo& info) {
  RequireIdle(info.Env());
  const Napi::Float64Array theta = Doubles(info, 0, model_->dimensions() + 2);
  RequireFinite(info.Env(), theta.Data(), theta.ElementLength());
  model_->SetHyperparameters(theta.Data());
}

Napi::Value GaussianProcess::LogMarginalLikelihood(const Napi::CallbackInfo& info) {
  RequireObservations(info.Env());
  Updated(info.Env());
  return Napi::Number::New(info.Env(), model_->LogMarginalLikelihood());
}

/// (theta) -> [value, gradient (d + 2)]
Napi::Value GaussianProcess::LogPosteriorDensity(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  RequireObservations(env);
  const std::size_t d = model_->dimensions();
  const Napi::Float64Array theta = Doubles(info, 0, d + 2);
  RequireFinite(env, theta.Data(), d + 2);
  const std::atomic<bool> never{false};
  const gp::FitProblem problem{&model_->isa(),
                               model_->kernel(),
                               model_->points(),
                               model_->values(),
                               &never,
                               false,
                               false,
                               0};
  const Block scratch = Allocate(env, gp::EvidenceScratch(model_->isa(), model_->size(), d));
  Napi::Float64Array out = Napi::Float64Array::New(env, d + 3);
  const gp::Status status =
      gp::LogPosteriorDensity(problem, theta.Data(), out.Data(), out.Data() + 1, scratch.data());
  if (status != gp::Status::kOk) throw StatusError(env, status);
  return out;
}

/// (rows) -> [mean (m), variance (m)]
Napi::Value GaussianProcess::Posterior(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  RequireIdle(env);
  const Napi::Float64Array rows = Doubles(info, 0);
  const std::size_t m = RowCount(info, rows);
  const gp::Surrogate surrogate = Updated(env);
  const Block scratch =
      Allocate(env, gp::PosteriorScratch(model_->isa(), model_->size(), model_->dimensions()));
  Napi::Float64Array out = Napi::Float64Array::New(env, 2 * m);
  gp::PosteriorAtRows(surrogate, rows.Data(), m, out.Data(), out.Data() + m, scratch.data());
  return out;
}

/// (row) -> [mean, variance, mean gradient (d), variance gradient (d)]
Napi::Value GaussianProcess::PosteriorAt(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  RequireIdle(env);
  const std::size_t d = model_->dimensions();
  const Napi::Float64Array row = Doubles(info, 0, d);
  RowCount(info, row);
  const gp::Surrogate surrogate = Updated(env);
  const Block scratch = Allocate(env, gp::PosteriorScratch(model_->isa(), model_->size(), d));
  Napi::Float64Array out = Napi::Float64Array::New(env, 2 + 2 * d);
  double* data = out.Data();
  gp::PosteriorGradient(surrogate, row.Data(), data, data + 1, data + 2, data + 2 + d,
                        scratch.data());
  return out;
}

/// (rows, acquisition...) -> (m)
Napi::Value GaussianProcess::AcquisitionOfRows(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  RequireIdle(env);
  const Napi::Float64Array rows = Doubles(info, 0);
  const std::size_t m = RowCount(info, rows);
  AcquisitionArguments arguments(this, info, 1);
  const Block scratch =
      Allocate(env, gp::AcquisitionScratch(model_->isa(), model_->size() + arguments.pending(),
                                           model_->dimensions(), arguments.samples()));
  const Block moments = Allocate(env, 2 * m);
  Napi::Float64Array out = Napi::Float64Array::New(env, m);
  const gp::Status status = arguments.Begin(model_.get(), scratch.data());
  if (status != gp::Status::kOk) throw StatusError(env, status);
  gp::AcquisitionAtRows(model_->surrogate(), arguments.acquisition(), rows.Data(), m, out.Data(),
                        moments.data(), moments.data() + m, scratch.data());
  arguments.End(model_.get());
  return out;
}

/// (row, acquisition...) -> [value, gradient (d)]
Napi::Value GaussianProcess::AcquisitionAt(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  RequireIdle(env);
  const std::size_t d = model_->dimensions();
  const Napi::Float64Array row = Doubles(info, 0, d);
  RowCount(info, row);
  AcquisitionArguments arguments(this, info, 1);
  const Block scratch =
      Allocate(env, gp::AcquisitionScratch(model_->isa(), model_->size() + arguments.pending(), d,
                                           arguments.samples()));
  Napi::Float64Array out = Napi::Float64Array::New(env, 1 + d);
  const gp::Status status = arguments.Begin(model_.get(), scratch.data());
  if (status != gp::Status::kOk) throw StatusError(env, status);
  gp::AcquisitionGradients(model_->surrogate(), arguments.acquisition(), row.Data(), 1, out.Data(),
                           out.Data() + 1, scratch.data());
  arguments.End(model_.get());
  return out;
}

Napi::Value GaussianProcess::Fit(const Napi::CallbackInfo& info) {
  RequireObservations(info.Env());
  return (new FitWorker(this, FitTask(this, info)))->Start();
}

Napi::Value GaussianProcess::FitSync(const Napi::CallbackInfo& info) {
  RequireObservations(info.Env());
  FitTask task(this, info);
  abort_.store(false, std::memory_order_relaxed);
  task.Run();
  return task.Finish(info.Env());
}

Napi::Value GaussianProcess::Maximize(const Napi::CallbackInfo& info) {
  RequireIdle(info.Env());
  return (new MaximizeWorker(this, MaximizeTask(this, info)))->Start();
}

Napi::Value GaussianProcess::MaximizeSync(const Napi::CallbackInfo& info) {
  RequireIdle(info.Env());
  MaximizeTask task(this, info);
  abort_.store(false, std::memory_order_relaxed);
  task.Run();
  return task.Finish(info.Env());
}

void GaussianProcess::Abort(const Napi::CallbackInfo&) {
  abort_.store(true, std::memory_order_relaxed);
}

void GaussianProcess::Dispose(const Napi::CallbackInfo&) {
  disposed_ = true;
  abort_.store(true, std::memory_order_relaxed);
  if (!busy_) block_ = Block();
}

}  // namespace binding
