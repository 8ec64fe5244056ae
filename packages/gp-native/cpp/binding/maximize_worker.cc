#include "maximize_worker.h"

#include <cmath>
#include <cstring>

namespace binding {

MaximizeTask::MaximizeTask(GaussianProcess* owner, const Napi::CallbackInfo& info) : owner_(owner) {
  const Napi::Env env = info.Env();
  const gp::Model& model = owner->model();
  const std::size_t d = model.dimensions();
  const Napi::Float64Array candidates = Doubles(info, 0);
  const std::size_t length = candidates.ElementLength();
  if (length == 0 || length % d != 0 || length / d > 0x7fffffff) {
    throw CodedError(env, "GP_SHAPE", "Expected whole candidate rows.");
  }
  const double incumbent = Number(info, 1);
  const Napi::Uint8Array continuous = Bytes(info, 2, d);
  const std::size_t starts = Count(info, 3, 0);
  const std::size_t keep = Count(info, 4, 0);
  candidates_ = Allocate(env, length);
  std::memcpy(candidates_.data(), candidates.Data(), length * sizeof(double));
  for (std::size_t i = 0; i < length; ++i) {
    if (!std::isfinite(candidates_.data()[i])) throw CodedError(env, "GP_NOT_FINITE", "");
  }
  if (!std::isfinite(incumbent)) throw CodedError(env, "GP_NOT_FINITE", "");
  continuous_.assign(continuous.Data(), continuous.Data() + d);
  // A category has no direction to climb in.
  for (std::size_t k = 0; k < d; ++k) continuous_[k] &= owner->kinds()[k] == 0 ? 1 : 0;

  const std::size_t count = length / d;
  limit_ = gp::MaximaLimit(count, starts, keep);
  found_ = Allocate(env, limit_ * d + 3 * gp::RoundUp(limit_) + gp::kLane);
  scratch_ = Allocate(env, gp::MaximizeScratch(model.size(), d, count, limit_));
  indices_.resize(gp::MaximizeIndices(d, count, limit_));
  origin_.resize(limit_);
  refined_.resize(limit_);
  problem_.candidates = candidates_.data();
  problem_.count = count;
  problem_.incumbent = incumbent;
  problem_.continuous = continuous_.data();
  problem_.starts = starts;
  problem_.keep = keep;
  problem_.abort = &owner->abort_flag();
}

void MaximizeTask::Run() {
  // The factor may be out of date, and bringing it up is work for this thread.
  status_ = owner_->model().Update();
  if (status_ != gp::Status::kOk) return;
  problem_.surrogate = owner_->model().surrogate();
  gp::Arena arena(found_.data());
  gp::Maxima maxima{arena.Take(limit_ * owner_->model().dimensions()),
                    arena.Take(limit_),
                    arena.Take(limit_),
                    arena.Take(limit_),
                    origin_.data(),
                    refined_.data(),
                    0};
  status_ = gp::Maximize(problem_, &maxima, scratch_.data(), indices_.data());
  count_ = maxima.count;
}

Napi::Value MaximizeTask::Finish(Napi::Env env) {
  if (status_ != gp::Status::kOk) throw StatusError(env, status_);
  if (owner_->disposed()) throw StatusError(env, gp::Status::kAborted);
  const std::size_t d = owner_->model().dimensions();
  const std::size_t width = d + 5;
  gp::Arena arena(found_.data());
  const double* rows = arena.Take(limit_ * d);
  const double* score = arena.Take(limit_);
  const double* mean = arena.Take(limit_);
  const double* variance = arena.Take(limit_);
  Napi::Float64Array out = Napi::Float64Array::New(env, count_ * width);
  for (std::size_t i = 0; i < count_; ++i) {
    double* entry = out.Data() + i * width;
    std::memcpy(entry, rows + i * d, d * sizeof(double));
    entry[d] = score[i];
    entry[d + 1] = mean[i];
    entry[d + 2] = variance[i];
    entry[d + 3] = static_cast<double>(origin_[i]);
    entry[d + 4] = static_cast<double>(refined_[i]);
  }
  return out;
}

}  // namespace binding
