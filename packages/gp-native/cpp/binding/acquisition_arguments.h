#pragma once

#include "../gp/acquisition.h"
#include "../gp/model.h"
#include "arguments.h"

namespace binding {

/// Five arguments from `first` on: (kind 0 | 1, incumbent, beta, pending: Float64Array(q * d),
/// normals: Float64Array(samples * q)), copied.
class AcquisitionArguments {
 public:
  /// Makes room for the pending rows in the model. Throws GP_SHAPE, GP_NOT_FINITE, GP_NO_MEMORY.
  AcquisitionArguments(class GaussianProcess* owner, const Napi::CallbackInfo& info,
                       std::size_t first);

  std::size_t pending() const { return count_; }
  std::size_t samples() const { return acquisition_.samples; }
  /// Its thresholds are valid after `Begin`.
  const gp::Acquisition& acquisition() const { return acquisition_; }

  /// Adds the pending rows to the model as fantasies; `scratch` as for the acquisition. `End` drops
  /// them.
  gp::Status Begin(gp::Model* model, double* scratch);
  void End(gp::Model* model) const;

 private:
  std::size_t count_ = 0;
  Block rows_;
  Block normals_;
  Block thresholds_;
  gp::Acquisition acquisition_{};
};

}  // namespace binding
