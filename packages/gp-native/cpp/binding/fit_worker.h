#pragma once

#include "../gp/fit.h"
#include "task_worker.h"

namespace binding {

/// (starts: Float64Array(k * (d + 2)), maxIterations, pinNoise, pinVariance)
/// -> [density, evaluations, start, theta (d + 2)]
class FitTask {
 public:
  FitTask(GaussianProcess* owner, const Napi::CallbackInfo& info);
  void Run();
  Napi::Value Finish(Napi::Env env);

 private:
  GaussianProcess* owner_;
  gp::FitProblem problem_;
  std::size_t count_;
  Block starts_;
  Block best_;
  Block scratch_;
  gp::FitOutcome outcome_{};
};

using FitWorker = TaskWorker<FitTask>;

}  // namespace binding
