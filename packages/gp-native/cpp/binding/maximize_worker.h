#pragma once

#include <vector>

#include "../gp/maximize.h"
#include "task_worker.h"

namespace binding {

/// (candidates: Float64Array(m * d), incumbent, continuous: Uint8Array(d), starts, keep)
/// -> rows of [row (d), log improvement, mean, variance, candidate, refined], best first
class MaximizeTask {
 public:
  MaximizeTask(GaussianProcess* owner, const Napi::CallbackInfo& info);
  void Run();
  Napi::Value Finish(Napi::Env env);

 private:
  GaussianProcess* owner_;
  gp::MaximizeProblem problem_;
  std::size_t limit_;
  Block candidates_;
  Block found_;
  Block scratch_;
  std::vector<std::uint8_t> continuous_;
  std::vector<std::uint8_t> refined_;
  std::vector<std::uint32_t> origin_;
  std::vector<std::uint32_t> indices_;
  std::size_t count_ = 0;
  gp::Status status_ = gp::Status::kOk;
};

using MaximizeWorker = TaskWorker<MaximizeTask>;

}  // namespace binding
