#include "fit.h"

#include <cmath>
#include <cstring>

#include "arena.h"
#include "evidence.h"
#include "minimize.h"
#include "priors.h"

namespace gp {
namespace {

/// Up to so many observations the starts are compared on all of them, beyond on an even choice of
/// at most so many; the last few steps are on all.
constexpr std::size_t kCompared = 128;
constexpr std::size_t kTrialIterations = 4;  // what every start gets
constexpr double kOutlook = 4.0;             // times the last gain: what a start may still gain

/// Searches in a box.
struct Box {
  const FitProblem* problem;
  const double* lower;
  const double* upper;
  double* history;
  double* evidence;
};

Status Density(const FitProblem& problem, const double* packed, double* value, EvidenceState* state,
               double* scratch) {
  const Status status = Evidence(*problem.isa, problem.kernel, problem.points, problem.values,
                                 packed, value, state, scratch);
  if (status == Status::kOk) *value += LogPrior(packed, problem.points.dimensions);
  return status;
}

void DensityGradient(const FitProblem& problem, const double* packed, const EvidenceState& state,
                     double* gradient) {
  EvidenceGradient(*problem.isa, problem.points, problem.values, state, gradient);
  AddLogPriorGradient(packed, problem.points.dimensions, gradient);
}

/// Searches from `packed`, which ends at the best found. A search that will hardly come up to
/// `bar` is given up early.
Status SearchFrom(const Box& box, const MinimizeOptions& options, double* packed, const double* bar,
                  double* value, std::size_t* evaluations) {
  const FitProblem& problem = *box.problem;
  const std::size_t size = problem.points.dimensions + 2;
  Minimizer search;
  search.Start(size, box.lower, box.upper, options, packed, box.history);
  double before = 0.0;
  for (;;) {
    if (problem.abort->load(std::memory_order_relaxed)) return Status::kAborted;
    ++*evaluations;
    double density = 0.0;
    EvidenceState state;
    const Status status = Density(problem, search.trial(), &density, &state, box.evidence);
    if (search.NeedsGradient(status, -density)) {
      double* gradient = search.trial_gradient();
      DensityGradient(problem, search.trial(), state, gradient);
      for (std::size_t j = 0; j < size; ++j) gradient[j] = -gradient[j];
    }
    const std::size_t iterations = search.iterations();
    if (!search.Tell(status, -density)) break;
    if (bar == nullptr || search.iterations() == iterations) continue;
    const double gain = before - search.value();
    if (iterations > kTrialIterations && -search.value() + kOutlook * gain < *bar) break;
    before = search.value();
  }
  *value = -search.value();
  return search.found() ? Status::kOk : Status::kNotPositiveDefinite;
}

/// At most kCompared of the observations, evenly over their order.
Points EvenSubset(const FitProblem& problem, double* columns, double* values) {
  const Points& all = problem.points;
  const std::size_t step = (all.count + kCompared - 1) / kCompared;
  const std::size_t count = (all.count + step - 1) / step;
  const std::size_t stride = RoundUp(count);
  std::memset(columns, 0, all.dimensions * stride * sizeof(double));
  for (std::size_t i = 0; i < count; ++i) {
    // From the end, so that the newest is always in.
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
         (d + 1) * RoundUp(kCompared);
}

Status LogPosteriorDensity(const FitProblem& problem, const double* packed, double* value,
                           double* gradient, double* scratch) {
  EvidenceState state;
  const Status status = Density(problem, packed, value, &state, scratch);
  if (status == Status::kOk) DensityGradient(problem, packed, state, gradient);
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
  double* winner = arena.Take(size);
  double* columns = arena.Take(d * RoundUp(kCompared));
  double* values = arena.Take(kCompared);
  Box box{&problem, lower, upper, arena.Take(Minimizer::Scratch(size)),
          arena.Take(EvidenceScratch(*problem.isa, problem.points.count, d))};
  FitBounds(d, lower, upper);
  if (problem.pin_variance) lower[d] = upper[d] = 0.0;
  if (problem.pin_noise) lower[d + 1] = upper[d + 1] = std::log(kNoiseFloor);

  FitProblem few = problem;
  const bool large = problem.points.count > kCompared;
  if (large) {
    few.points = EvenSubset(problem, columns, values);
    few.values = values;
  }
  box.problem = &few;
  MinimizeOptions options;
  options.max_iterations = problem.max_iterations;
  options.gradient_tolerance = 1e-3;
  options.value_tolerance = 1e-7;
  options.first_step = 0.1;
  FitOutcome outcome{Status::kNotPositiveDefinite, 0.0, 0, 0};
  for (std::size_t start = 0; start < count; ++start) {
    std::memcpy(packed, starts + start * size, size * sizeof(double));
    const double* bar = outcome.status == Status::kOk ? &outcome.value : nullptr;
    double value;
    const Status status = SearchFrom(box, options, packed, bar, &value, &outcome.evaluations);
    if (status == Status::kAborted) {
      outcome.status = status;
      return outcome;
    }
    if (status != Status::kOk || !std::isfinite(value)) continue;
    if (bar != nullptr && value <= *bar) continue;
    outcome.status = Status::kOk;
    outcome.value = value;
    outcome.start = start;
    std::memcpy(winner, packed, size * sizeof(double));
  }
  if (large && outcome.status == Status::kOk) {
    box.problem = &problem;
    // The first start, where it is the last fit's result, is often nearer already.
    std::memcpy(packed, starts, size * sizeof(double));
    for (std::size_t j = 0; j < size; ++j) {
      packed[j] = std::fmin(std::fmax(packed[j], lower[j]), upper[j]);
    }
    double first = 0.0;
    double found = 0.0;
    outcome.evaluations += 2;
    EvidenceState state;
    const Status status = Density(problem, packed, &first, &state, box.evidence);
    const Status other = Density(problem, winner, &found, &state, box.evidence);
    if (status == Status::kOk && (other != Status::kOk || first > found)) {
      std::memcpy(winner, packed, size * sizeof(double));
      outcome.start = 0;
    }
    // So many observations decide the hyperparameters far better than they need to be known.
    options.gradient_tolerance = 3e-2;
    options.value_tolerance = 3e-5;
    options.first_step = 0.01;
    outcome.status =
        SearchFrom(box, options, winner, nullptr, &outcome.value, &outcome.evaluations);
  }
  if (outcome.status == Status::kOk) std::memcpy(best, winner, size * sizeof(double));
  return outcome;
}

}  // namespace gp
