#pragma once

#include <vector>

#include "../gp/maximize.h"
#include "acquisition_arguments.h"
#include "task_worker.h"

namespace binding {

/// (candidates: Float64Array(m * d), acquisition..., continuous: Uint8Array(d), levelCounts:
/// Uint32Array(d), levels: Float64Array, excluded: Float64Array(e * d), starts, keep)
/// -> entries of [row (d), value, mean, variance, candidate, refined], best first
class MaximizeTask {
 public:
  MaximizeTask(GaussianProcess* owner, const Napi::CallbackInfo& info);
  void Run();
  Napi::Value Finish(Napi::Env env);

 private:
  GaussianProcess* owner_;
  gp::MaximizeProblem problem_{};
  AcquisitionArguments acquisition_;
  std::size_t limit_;
  Block candidates_;
  Block levels_;
  Block excluded_;
  Block found_;
  Block scratch_;
  std::vector<std::uint8_t> continuous_;
  std::vector<std::uint32_t> level_counts_;
  std::vector<std::uint8_t> refined_;
  std::vector<std::uint32_t> origin_;
  std::vector<std::uint32_t> indices_;
  std::size_t count_ = 0;
  gp::Status status_ = gp::Status::kOk;
};

using MaximizeWorker = TaskWorker<MaximizeTask>;

}  // namespace binding
