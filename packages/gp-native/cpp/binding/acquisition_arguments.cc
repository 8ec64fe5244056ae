#include "acquisition_arguments.h"

#include <cmath>

#include "gaussian_process.h"

namespace binding {
AcquisitionArguments::AcquisitionArguments(GaussianProcess* owner, const Napi::CallbackInfo& info,
                                           std::size_t first) {
  const Napi::Env env = info.Env();
  const std::size_t d = owner->model().dimensions();
  const std::size_t kind = Count(info, first, 0);
  const double incumbent = Number(info, first + 1);
  const double beta = Number(info, first + 2);
  if (kind > 1) throw CodedError(env, "GP_SHAPE", "Expected acquisition 0 or 1.");
  if (!std::isfinite(incumbent) || !std::isfinite(beta)) throw CodedError(env, "GP_NOT_FINITE", "");
  const Napi::Float64Array pending = Doubles(info, first + 3);
  const Napi::Float64Array normals = Doubles(info, first + 4);
  if (pending.ElementLength() % d != 0) {
    throw CodedError(env, "GP_SHAPE", "Expected pending to hold complete rows.");
  }
  count_ = pending.ElementLength() / d;
  const bool draws = kind == 0 && count_ > 0;
  const std::size_t samples = draws ? normals.ElementLength() / count_ : 0;
  if (draws && (samples == 0 || normals.ElementLength() % count_ != 0)) {
    throw CodedError(env, "GP_SHAPE",
                     "Expected normals to hold at least one complete draw for the pending rows.");
  }
  rows_ = Copy(env, pending);
  normals_ = Copy(env, normals);
  thresholds_ = Allocate(env, samples);
  owner->Reserve(env, count_);
  acquisition_ = {static_cast<gp::AcquisitionKind>(kind),
                  incumbent,
                  beta,
                  normals_.data(),
                  samples,
                  thresholds_.data()};
}

gp::Status AcquisitionArguments::Begin(gp::Model* model, double* scratch) {
  if (count_ == 0) return model->Update();
  const gp::Status status = model->Fantasize(rows_.data(), count_);
  if (status != gp::Status::kOk) return status;
  if (acquisition_.samples > 0) {
    gp::PrepareThresholds(model->surrogate(), acquisition_, rows_.data(), thresholds_.data(),
                          scratch);
  }
  return gp::Status::kOk;
}

void AcquisitionArguments::End(gp::Model* model) const {
  if (count_ > 0) model->DropFantasies();
}

}  // namespace binding
