#include <napi.h>

#include <cstdlib>
#include <memory>

#include "addon_data.h"
#include "arguments.h"
#include "gaussian_process.h"
#include "numerics.h"

namespace binding {
namespace {

Napi::Object Initialize(Napi::Env env, Napi::Object exports) {
  const char* wanted = std::getenv("GP_NATIVE_ISA");
  std::unique_ptr<AddonData> data(new AddonData);
  data->isa = gp::ChooseIsa(wanted);
  if (data->isa == nullptr) {
    throw CodedError(env, "GP_NOT_LOADABLE",
                     "GP_NATIVE_ISA names an instruction set that this processor or build lacks; "
                     "use base, avx2 or avx512.");
  }
  exports.Set("instructionSet", Napi::String::New(env, data->isa->name));
  env.SetInstanceData(data.release());
  exports.Set("GaussianProcess", GaussianProcess::Define(env));
  DefineNumerics(env, exports);
  return exports;
}

}  // namespace
}  // namespace binding

// NODE_API_MODULE needs a function in the global namespace.
static Napi::Object Initialize(Napi::Env env, Napi::Object exports) {
  return binding::Initialize(env, exports);
}

NODE_API_MODULE(NODE_GYP_MODULE_NAME, Initialize)
