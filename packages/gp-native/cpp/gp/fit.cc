#include "fit.h"

#include <cmath>
#include <cstring>

#include "arena.h"
#include "evidence.h"
#include "minimize.h"
#include "priors.h"

namespace gp {
namespace {

struct Context {
  const FitProblem* problem;
  double* scratch;
};

Status EvaluateNegative(void* opaque, const double* packed, double* value, double* gradient) {
  const Context& context = *static_cast<const Context*>(opaque);
  const FitProblem& problem = *context.problem;
  if (problem.abort->load(std::memory_order_relaxed)) return Status::kAborted;
  const Status status = LogPosteriorDensity(problem, packed, value, gradient, context.scratch);
  *value = -*value;
  for (std::size_t j = 0; j < problem.points.dimensions + 2; ++j) gradient[j] = -gradient[j];
  return status;
}

}  // namespace

std::size_t FitScratch(std::size_t n, std::size_t d) {
  return EvidenceScratch(n, d) + MinimizeScratch(d + 2) + 3 * RoundUp(d + 2);
}

Status LogPosteriorDensity(const FitProblem& problem, const double* packed, double* value,
                           double* gradient, double* scratch) {
  const Status status = Evidence(*problem.isa, problem.kernel, problem.points, problem.values,
                                 packed, value, gradient, scratch);
  if (status == Status::kOk) *value += AddLogPrior(packed, problem.points.dimensions, gradient);
  return status;
}

FitOutcome Fit(const FitProblem& problem, const double* starts, std::size_t count, double* best,
               double* scratch) {
  const std::size_t d = problem.points.dimensions;
  const std::size_t size = d + 2;
  Arena arena(scratch);
  double* lower = arena.Take(size);
  double* upper = arena.Take(size);
  double* packed = arena.Take(size);
  double* search = arena.Take(MinimizeScratch(size));
  Context context{&problem, arena.Take(EvidenceScratch(problem.points.count, d))};
  FitBounds(d, lower, upper);
  if (problem.pin_variance) lower[d] = upper[d] = 0.0;
  if (problem.pin_noise) lower[d + 1] = upper[d + 1] = std::log(kNoiseFloor);

  MinimizeOptions options;
  options.max_iterations = problem.max_iterations;
  options.gradient_tolerance = 1e-4;
  options.value_tolerance = 1e-8;
  const Objective objective{&context, EvaluateNegative};
  FitOutcome outcome{Status::kNotPositiveDefinite, 0.0, 0, 0};
  for (std::size_t start = 0; start < count; ++start) {
    std::memcpy(packed, starts + start * size, size * sizeof(double));
    const MinimizeResult result = Minimize(objective, size, lower, upper, options, packed, search);
    outcome.evaluations += result.evaluations;
    if (result.status == Status::kAborted) {
      outcome.status = Status::kAborted;
      return outcome;
    }
    if (result.status != Status::kOk || !std::isfinite(result.value)) continue;
    if (outcome.status == Status::kOk && -result.value <= outcome.value) continue;
    outcome.status = Status::kOk;
    outcome.value = -result.value;
    outcome.start = start;
    std::memcpy(best, packed, size * sizeof(double));
  }
  return outcome;
}

}  // namespace gp
