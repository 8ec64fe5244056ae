#include "fit.h"

#include <cmath>
#include <cstring>

#include "arena.h"
#include "evidence.h"
#include "minimize.h"
#include "priors.h"

namespace gp {
namespace {

/// Starts are compared on at most this many observations: with more, on an evenly spaced subset,
/// and the search from the best start is then finished on all of them.
constexpr std::size_t kMaxCompared = 128;
constexpr std::size_t kTrialIterations = 4;  // every start gets at least these
constexpr double kGainFactor = 4.0;          // a start may still gain this many times its last gain

/// What all searches of one fit share.
struct FitContext {
  const FitProblem* problem;
  const double* lower;
  const double* upper;
  double* history;
  double* evidence;
};

Status Density(const FitProblem& problem, const double* theta, double* value, EvidenceState* state,
               double* scratch) {
  const Status status = Evidence(*problem.isa, problem.kernel, problem.points, problem.values,
                                 theta, value, state, scratch);
  if (status == Status::kOk) *value += LogPrior(theta, problem.points.dimensions);
  return status;
}

void DensityGradient(const FitProblem& problem, const double* theta, const EvidenceState& state,
                     double* gradient) {
  EvidenceGradient(*problem.isa, problem.points, problem.values, state, gradient);
  AddLogPriorGradient(theta, problem.points.dimensions, gradient);
}

/// Searches from `theta` and leaves the best found in it. Stops early if the search is unlikely to
/// reach the density `to_beat`, which may be null.
Status SearchFrom(const FitContext& context, const MinimizeOptions& options, double* theta,
                  const double* to_beat, double* value, std::size_t* evaluations) {
  const FitProblem& problem = *context.problem;
  const std::size_t size = problem.points.dimensions + 2;
  Minimizer search;
  search.Start(size, context.lower, context.upper, options, theta, context.history);
  double before = 0.0;
  for (;;) {
    if (problem.abort->load(std::memory_order_relaxed)) return Status::kAborted;
    ++*evaluations;
    double density = 0.0;
    EvidenceState state;
    const Status status = Density(problem, search.trial(), &density, &state, context.evidence);
    if (search.NeedsGradient(status, -density)) {
      double* gradient = search.trial_gradient();
      DensityGradient(problem, search.trial(), state, gradient);
      for (std::size_t j = 0; j < size; ++j) gradient[j] = -gradient[j];
    }
    const std::size_t iterations = search.iterations();
    if (!search.Tell(status, -density)) break;
    if (to_beat == nullptr || search.iterations() == iterations) continue;
    const double gain = before - search.value();
    if (iterations > kTrialIterations && -search.value() + kGainFactor * gain < *to_beat) break;
    before = search.value();
  }
  *value = -search.value();
  return search.found() ? Status::kOk : Status::kNotPositiveDefinite;
}

/// An evenly spaced subset of at most kMaxCompared observations.
Points EvenSubset(const FitProblem& problem, double* columns, double* values) {
  const Points& all = problem.points;
  const std::size_t step = (all.count + kMaxCompared - 1) / kMaxCompared;
  const std::size_t count = (all.count + step - 1) / step;
  const std::size_t stride = RoundUp(count);
  std::memset(columns, 0, all.dimensions * stride * sizeof(double));
  for (std::size_t i = 0; i < count; ++i) {
    // Count from the end, so that the newest observation is always included.
    const std::size_t source = all.count - 1 - i * step;
    values[i] = problem.values[source];
    for (std::size_t k = 0; k < all.dimensions; ++k) {
      columns[k * stride + i] = all.columns[k * all.stride + source];
    }
  }
  return {columns, stride, count, all.dimensions, all.kinds};
}

}  // namespace

std::size_t FitScratch(const Isa& isa, std::size_t n, std::size_t d) {
  return EvidenceScratch(isa, n, d) + Minimizer::Scratch(d + 2) + 4 * RoundUp(d + 2) +
         (d + 1) * RoundUp(kMaxCompared);
}

Status LogPosteriorDensity(const FitProblem& problem, const double* theta, double* value,
                           double* gradient, double* scratch) {
  EvidenceState state;
  const Status status = Density(problem, theta, value, &state, scratch);
  if (status == Status::kOk) DensityGradient(problem, theta, state, gradient);
  return status;
}

FitOutcome Fit(const FitProblem& problem, const double* starts, std::size_t count, double* best,
               double* scratch) {
  const std::size_t d = problem.points.dimensions;
  const std::size_t size = d + 2;
  Arena arena(scratch);
  double* lower = arena.Take(size);
  double* upper = arena.Take(size);
  double* theta = arena.Take(size);
  double* winner = arena.Take(size);
  double* columns = arena.Take(d * RoundUp(kMaxCompared));
  double* values = arena.Take(kMaxCompared);
  FitContext context{&problem, lower, upper, arena.Take(Minimizer::Scratch(size)),
                     arena.Take(EvidenceScratch(*problem.isa, problem.points.count, d))};
  FitBounds(d, lower, upper);
  if (problem.pin_variance) lower[d] = upper[d] = 0.0;
  if (problem.pin_noise) lower[d + 1] = upper[d + 1] = std::log(kNoiseFloor);

  FitProblem subset = problem;
  const bool large = problem.points.count > kMaxCompared;
  if (large) {
    subset.points = EvenSubset(problem, columns, values);
    subset.values = values;
  }
  context.problem = &subset;
  MinimizeOptions options;
  options.max_iterations = problem.max_iterations;
  options.gradient_tolerance = 1e-3;
  options.value_tolerance = 1e-7;
  options.first_step = 0.1;
  FitOutcome outcome{Status::kNotPositiveDefinite, 0.0, 0, 0};
  for (std::size_t start = 0; start < count; ++start) {
    std::memcpy(theta, starts + start * size, size * sizeof(double));
    const double* to_beat = outcome.status == Status::kOk ? &outcome.value : nullptr;
    double value;
    const Status status =
        SearchFrom(context, options, theta, to_beat, &value, &outcome.evaluations);
    if (status == Status::kAborted) {
      outcome.status = status;
      return outcome;
    }
    if (status != Status::kOk || !std::isfinite(value)) continue;
    if (to_beat != nullptr && value <= *to_beat) continue;
    outcome.status = Status::kOk;
    outcome.value = value;
    outcome.start = start;
    std::memcpy(winner, theta, size * sizeof(double));
  }
  if (large && outcome.status == Status::kOk) {
    context.problem = &problem;
    // The first start is often the last fit's result, which may already be better than the winner.
    std::memcpy(theta, starts, size * sizeof(double));
    for (std::size_t j = 0; j < size; ++j) {
      theta[j] = std::fmin(std::fmax(theta[j], lower[j]), upper[j]);
    }
    double first = 0.0;
    double found = 0.0;
    outcome.evaluations += 2;
    EvidenceState state;
    const Status status = Density(problem, theta, &first, &state, context.evidence);
    const Status other = Density(problem, winner, &found, &state, context.evidence);
    if (status == Status::kOk && (other != Status::kOk || first > found)) {
      std::memcpy(winner, theta, size * sizeof(double));
      outcome.start = 0;
    }
    // With this many observations the optimum is sharp: loose tolerances are accurate enough.
    options.gradient_tolerance = 3e-2;
    options.value_tolerance = 3e-5;
    options.first_step = 0.01;
    outcome.status =
        SearchFrom(context, options, winner, nullptr, &outcome.value, &outcome.evaluations);
  }
  if (outcome.status == Status::kOk) std::memcpy(best, winner, size * sizeof(double));
  return outcome;
}

}  // namespace gp
