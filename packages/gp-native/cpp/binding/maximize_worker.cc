#include "maximize_worker.h"

#include <cmath>
#include <cstring>

namespace binding {

MaximizeTask::MaximizeTask(GaussianProcess* owner, const Napi::CallbackInfo& info)
    : owner_(owner), acquisition_(owner, info, 1) {
  const Napi::Env env = info.Env();
  const gp::Model& model = owner->model();
  const std::size_t d = model.dimensions();
  const Napi::Float64Array candidates = Doubles(info, 0);
  const std::size_t length = candidates.ElementLength();
  if (length == 0 || length % d != 0 || length / d > 0x7fffffff) {
    throw CodedError(env, "GP_SHAPE", "Expected complete candidate rows, at least one.");
  }
  const Napi::Uint8Array continuous = Bytes(info, 6, d);
  const Napi::Uint32Array level_counts = Counts(info, 7, d);
  const Napi::Float64Array levels = Doubles(info, 8);
  const Napi::Float64Array excluded = Doubles(info, 9);
  const std::size_t starts = Count(info, 10, 0);
  const std::size_t keep = Count(info, 11, 0);
  candidates_ = Copy(env, candidates);
  levels_ = Copy(env, levels);
  excluded_ = Copy(env, excluded);
  continuous_.assign(continuous.Data(), continuous.Data() + d);
  level_counts_.assign(level_counts.Data(), level_counts.Data() + d);
  std::size_t level_total = 0;
  for (std::size_t k = 0; k < d; ++k) {
    level_total += level_counts_[k];
    // Categorical columns and columns with levels have no gradient to follow.
    const bool moves = owner->kinds()[k] == 0 && level_counts_[k] == 0;
    continuous_[k] = continuous_[k] != 0 && moves ? 1 : 0;
  }
  if (level_total != levels.ElementLength() || excluded.ElementLength() % d != 0) {
    throw CodedError(
        env, "GP_SHAPE",
        "Expected as many levels as level counts add up to, and complete excluded rows.");
  }

  const std::size_t count = length / d;
  const std::size_t n = model.size() + acquisition_.pending();
  limit_ = gp::MaximaLimit(count, starts, keep);
  problem_.candidates = candidates_.data();
  problem_.count = count;
  problem_.continuous = continuous_.data();
  problem_.level_counts = level_counts_.data();
  problem_.levels = levels_.data();
  problem_.excluded = excluded_.data();
  problem_.excluded_count = excluded.ElementLength() / d;
  problem_.starts = starts;
  problem_.keep = keep;
  problem_.abort = &owner->abort_flag();
  problem_.acquisition = acquisition_.acquisition();
  found_ = Allocate(env, gp::RoundUp(limit_ * d) + 3 * gp::RoundUp(limit_));
  scratch_ = Allocate(env, gp::MaximizeScratch(problem_, n, limit_, model.isa(), d));
  indices_.resize(gp::MaximizeIndices(count, limit_));
  origin_.resize(limit_);
  refined_.resize(limit_);
}

void MaximizeTask::Run() {
  gp::Model& model = owner_->model();
  // The factor may be out of date; it is updated on this thread, not on the event loop.
  status_ = acquisition_.Begin(&model, scratch_.data());
  if (status_ != gp::Status::kOk) return;
  problem_.surrogate = model.surrogate();
  gp::Arena arena(found_.data());
  gp::Maxima maxima{arena.Take(limit_ * model.dimensions()),
                    arena.Take(limit_),
                    arena.Take(limit_),
                    arena.Take(limit_),
                    origin_.data(),
                    refined_.data(),
                    0};
  status_ = gp::Maximize(problem_, &maxima, scratch_.data(), indices_.data());
  count_ = maxima.count;
  acquisition_.End(&model);
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
