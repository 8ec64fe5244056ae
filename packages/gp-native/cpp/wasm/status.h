#pragma once

#include "../gp/status.h"

/// Makes a function visible to JavaScript as `name`.
#define WASM_EXPORT(name) extern "C" __attribute__((export_name(#name)))

namespace wasm {

/// Return values; src/wasm/instance.ts has the same numbers. Calls that return a count return minus
/// the outcome instead.
enum Outcome : int {
  kDone = 0,
  kNotPositiveDefinite = 1,
  kNoMemory = 2,
};

/// kAborted cannot happen here: to abort, JavaScript terminates the worker.
inline int OutcomeOf(gp::Status status) {
  return status == gp::Status::kOk ? kDone : kNotPositiveDefinite;
}

}  // namespace wasm
