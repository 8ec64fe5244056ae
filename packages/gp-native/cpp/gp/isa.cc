#include "isa.h"

#include <cstring>

namespace gp {

namespace base {
const Isa& Table();
}
#ifdef GP_X86_DISPATCH
namespace avx2 {
const Isa& Table();
}
namespace avx512 {
const Isa& Table();
}
#endif

const Isa& BaseIsa() { return base::Table(); }

const Isa* ChooseIsa(const char* name) {
  const bool any = name == nullptr || name[0] == '\0';
#ifdef GP_X86_DISPATCH
  const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  const bool has_avx512 = has_avx2 && __builtin_cpu_supports("avx512f") &&
                          __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
  if (has_avx512 && (any || std::strcmp(name, "avx512") == 0)) return &avx512::Table();
  if (has_avx2 && (any || std::strcmp(name, "avx2") == 0)) return &avx2::Table();
#endif
  return any || std::strcmp(name, "base") == 0 ? &BaseIsa() : nullptr;
}

}  // namespace gp
