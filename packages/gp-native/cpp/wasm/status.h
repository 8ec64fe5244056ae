#pragma once

#include "../gp/status.h"

/// Makes a function visible to JavaScript as `name`.
#define WASM_EXPORT(name) extern "C" __attribute__((export_name(#name)))

namespace wasm {

/// What calls return; the same numbers stand in src/wasm/instance.ts. Calls that return a count
/// return the negative of it.
enum Outcome : int {
  kDone = 0,
  kNotPositiveDefinite = 1,
  kNoMemory = 2,
};

/// Nothing aborts a call from inside: JavaScript ends the worker instead.
inline int OutcomeOf(gp::Status status) {
  return status == gp::Status::kOk ? kDone : kNotPositiveDefinite;
}

}  // namespace wasm
