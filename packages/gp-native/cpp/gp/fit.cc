#include "fit.h"

#include <cmath>
#include <cstring>

#include "arena.h"
#include "evidence.h"
#include "minimize.h"
#include "priors.h"

namespace gp {
namespace {

/// Minus the density at the trial, told to the search. False where it ends.
bool Step(const FitProblem& problem, Minimizer* search, double* scratch) {
  double value = 0.0;
  double* gradient = search->trial_gradient();
  const Status status = LogPosteriorDensity(problem, search->trial(), &value, gradient, scratch);
  for (std::size_t j = 0; j < problem.points.dimensions + 2; ++j) gradient[j] = -gradient[j];
  return search->Tell(status, -value);
}

}  // namespace

std::size_t FitScratch(const Isa& isa, std::size_t n, std::size_t d) {
  return EvidenceScratch(isa, n, d) + Minimizer::Scratch(d + 2) + 3 * RoundUp(d + 2);
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
  double* history = arena.Take(Minimizer::Scratch(size));
  double* evidence = arena.Take(EvidenceScratch(*problem.isa, problem.points.count, d));
  FitBounds(d, lower, upper);
  if (problem.pin_variance) lower[d] = upper[d] = 0.0;
  if (problem.pin_noise) lower[d + 1] = upper[d + 1] = std::log(kNoiseFloor);

  MinimizeOptions options;
  options.max_iterations = problem.max_iterations;
  options.gradient_tolerance = 1e-4;
  options.value_tolerance = 1e-8;
  FitOutcome outcome{Status::kNotPositiveDefinite, 0.0, 0, 0};
  for (std::size_t start = 0; start < count; ++start) {
    std::memcpy(packed, starts + start * size, size * sizeof(double));
    Minimizer search;
    search.Start(size, lower, upper, options, packed, history);
    bool more = true;
    while (more) {
      if (problem.abort->load(std::memory_order_relaxed)) {
        outcome.status = Status::kAborted;
        return outcome;
      }
      ++outcome.evaluations;
      more = Step(problem, &search, evidence);
    }
    if (!search.found()) continue;
    if (outcome.status == Status::kOk && -search.value() <= outcome.value) continue;
    outcome.status = Status::kOk;
    outcome.value = -search.value();
    outcome.start = start;
    std::memcpy(best, packed, size * sizeof(double));
  }
  return outcome;
}

}  // namespace gp
