#pragma once

#include <napi.h>

#include "../gp/isa.h"

namespace binding {

/// What one environment (the main thread, or one worker) has of the addon: nothing is static, so
/// that each can be torn down without the others.
struct AddonData {
  const gp::Isa* isa = nullptr;
};

inline const gp::Isa& IsaOf(Napi::Env env) { return *env.GetInstanceData<AddonData>()->isa; }

}  // namespace binding
