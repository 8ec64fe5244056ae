#include "fit_worker.h"

#include <cmath>
#include <cstring>

namespace binding {

FitTask::FitTask(GaussianProcess* owner, const Napi::CallbackInfo& info) : owner_(owner) {
  const Napi::Env env = info.Env();
  const gp::Model& model = owner->model();
  const std::size_t size = model.dimensions() + 2;
  const Napi::Float64Array starts = Doubles(info, 0);
  count_ = starts.ElementLength() / size;
  if (count_ == 0 || starts.ElementLength() % size != 0) {
    throw CodedError(env, "GP_SHAPE", "Expected starts of d + 2 numbers each.");
  }
  for (std::size_t i = 0; i < starts.ElementLength(); ++i) {
    if (!std::isfinite(starts[i])) throw CodedError(env, "GP_NOT_FINITE", "");
  }
  const std::size_t max_iterations = Count(info, 1, 0);
  problem_ = {&model.isa(),
              model.kernel(),
              model.points(),
              model.values(),
              &owner->abort_flag(),
              info[2].ToBoolean().Value(),
              info[3].ToBoolean().Value(),
              max_iterations};
  starts_ = Allocate(env, starts.ElementLength());
  std::memcpy(starts_.data(), starts.Data(), starts.ElementLength() * sizeof(double));
  best_ = Allocate(env, size);
  scratch_ = Allocate(env, gp::FitScratch(model.isa(), model.size(), model.dimensions()));
}

void FitTask::Run() {
  outcome_ = gp::Fit(problem_, starts_.data(), count_, best_.data(), scratch_.data());
}

Napi::Value FitTask::Finish(Napi::Env env) {
  if (outcome_.status != gp::Status::kOk) throw StatusError(env, outcome_.status);
  if (owner_->disposed()) throw StatusError(env, gp::Status::kAborted);
  const std::size_t size = owner_->model().dimensions() + 2;
  owner_->model().SetHyperparameters(best_.data());
  Napi::Float64Array out = Napi::Float64Array::New(env, 3 + size);
  out.Data()[0] = outcome_.value;
  out.Data()[1] = static_cast<double>(outcome_.evaluations);
  out.Data()[2] = static_cast<double>(outcome_.start);
  std::memcpy(out.Data() + 3, best_.data(), size * sizeof(double));
  return out;
}

}  // namespace binding
