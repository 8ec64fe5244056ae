#pragma once

#include <napi.h>

#include "../gp/isa.h"

namespace binding {

/// The addon's data of one environment (the main thread or a worker). There are no static
/// variables, so that each environment can be torn down without affecting the others.
struct AddonData {
  const gp::Isa* isa = nullptr;
};

inline const gp::Isa& IsaOf(Napi::Env env) { return *env.GetInstanceData<AddonData>()->isa; }

}  // namespace binding
