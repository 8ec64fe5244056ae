#include "local_search.h"

#include <cmath>
#include <cstring>

#include "arena.h"

namespace gp {
namespace {

constexpr std::size_t kMaxRounds = 24;  // of gradient ascent and a coordinate sweep
constexpr std::size_t kAllLevels = 16;  // with more levels, only distances 1, 2, 4, ... are tried
constexpr double kMinGain = 1e-9;       // relative gain that a step needs
constexpr std::size_t kBatchRows = 4 * 96;  // neighbors evaluated together

bool Aborted(const MaximizeProblem& problem) {
  return problem.abort->load(std::memory_order_relaxed);
}

/// The local searches of one call. Gradient ascent works in units of the length scales, in which
/// the curvature is about the same in all directions.
struct Searches {
  const MaximizeProblem* problem;
  std::size_t count;
  double* rows;
  double* values;
  bool active[kSearches];

  double* lower;      ///< d
  double* upper;      ///< d
  double* positions;  ///< count x d, scaled
  double* history;    ///< count x Minimizer::Scratch
  double* queries;    ///< panel x d
  double* gradients;  ///< panel x d
  double* neighbors;  ///< kBatchRows x d
  double* scores;     ///< kBatchRows
  double* means;      ///< kBatchRows
  double* variances;  ///< kBatchRows
  double* scratch;

  std::size_t dimensions() const { return problem->surrogate.points.dimensions; }
  double Inverse(std::size_t k) const {
    return problem->surrogate.parameters.inverse_lengthscales[k];
  }
};

/// Gradient ascent in the continuous columns, for all active searches at once.
Status GradientAscent(Searches* all) {
  const MaximizeProblem& problem = *all->problem;
  const std::size_t d = all->dimensions();
  const std::size_t width = problem.surrogate.isa->panel;
  MinimizeOptions options;
  options.max_iterations = 40;
  options.gradient_tolerance = 1e-4;
  options.value_tolerance = 1e-7;
  options.max_step = 1.0;
  Minimizer searches[kSearches];
  bool waiting[kSearches];
  // Only the continuous columns are variables of the search.
  for (std::size_t s = 0; s < all->count; ++s) {
    waiting[s] = all->active[s];
    if (!waiting[s]) continue;
    double* position = all->positions + s * RoundUp(d);
    for (std::size_t k = 0, i = 0; k < d; ++k) {
      if (problem.continuous[k]) position[i++] = all->rows[s * d + k] * all->Inverse(k);
    }
    std::size_t free = 0;
    for (std::size_t k = 0; k < d; ++k) free += problem.continuous[k];
    searches[s].Start(free, all->lower, all->upper, options, position,
                      all->history + s * Minimizer::Scratch(d));
  }
  for (;;) {
    std::size_t taken[kPadding];
    std::size_t size = 0;
    std::size_t next = 0;
    bool any = false;
    while (next < all->count) {
      size = 0;
      for (; next < all->count && size < width; ++next) {
        if (!waiting[next]) continue;
        double* query = all->queries + size * d;
        std::memcpy(query, all->rows + next * d, d * sizeof(double));
        for (std::size_t k = 0, i = 0; k < d; ++k) {
          if (!problem.continuous[k]) continue;
          query[k] = std::fmin(searches[next].trial()[i++] / all->Inverse(k), 1.0);
        }
        taken[size++] = next;
      }
      if (size == 0) break;
      if (Aborted(problem)) return Status::kAborted;
      any = true;
      double value[kPadding];
      AcquisitionGradients(problem.surrogate, problem.acquisition, all->queries, size, value,
                           all->gradients, all->scratch);
      for (std::size_t c = 0; c < size; ++c) {
        Minimizer& search = searches[taken[c]];
        for (std::size_t k = 0, i = 0; k < d; ++k) {
          if (!problem.continuous[k]) continue;
          search.trial_gradient()[i++] = -all->gradients[c * d + k] / all->Inverse(k);
        }
        waiting[taken[c]] = search.Tell(Status::kOk, -value[c]);
      }
    }
    if (!any) break;
  }
  for (std::size_t s = 0; s < all->count; ++s) {
    if (!all->active[s] || !searches[s].found()) continue;
    for (std::size_t k = 0, i = 0; k < d; ++k) {
      if (!problem.continuous[k]) continue;
      all->rows[s * d + k] = std::fmin(all->positions[s * RoundUp(d) + i++] / all->Inverse(k), 1.0);
    }
    all->values[s] = -searches[s].value();
  }
  return Status::kOk;
}

/// The best neighbor of a search's row: it differs in one discrete column.
struct CoordinateStep {
  double value;
  std::size_t column;
  double coordinate;
};

/// Neighbors still to be evaluated, and the best step of each search so far.
struct NeighborBatch {
  Searches* all;
  std::size_t size = 0;
  std::uint32_t search[kBatchRows];
  std::uint32_t column[kBatchRows];
  CoordinateStep best[kSearches];

  Status Flush() {
    const MaximizeProblem& problem = *all->problem;
    if (size == 0) return Status::kOk;
    if (Aborted(problem)) return Status::kAborted;
    AcquisitionAtRows(problem.surrogate, problem.acquisition, all->neighbors, size, all->scores,
                      all->means, all->variances, all->scratch);
    for (std::size_t i = 0; i < size; ++i) {
      CoordinateStep& step = best[search[i]];
      if (!(all->scores[i] > step.value)) continue;
      step = {all->scores[i], column[i], all->neighbors[i * all->dimensions() + column[i]]};
    }
    size = 0;
    return Status::kOk;
  }

  Status Add(std::size_t s, std::size_t k, double coordinate) {
    const std::size_t d = all->dimensions();
    double* row = all->neighbors + size * d;
    std::memcpy(row, all->rows + s * d, d * sizeof(double));
    row[k] = coordinate;
    if (IsExcluded(*all->problem, row)) return Status::kOk;
    search[size] = static_cast<std::uint32_t>(s);
    column[size++] = static_cast<std::uint32_t>(k);
    return size == kBatchRows ? Flush() : Status::kOk;
  }
};

/// A coordinate sweep: every active search moves to its best neighbor; a search without a better
/// neighbor becomes inactive.
Status CoordinateSweep(Searches* all, NeighborBatch* batch) {
  const MaximizeProblem& problem = *all->problem;
  const std::size_t d = all->dimensions();
  for (std::size_t s = 0; s < all->count; ++s) {
    if (!all->active[s]) continue;
    const double gain = kMinGain * std::fmax(1.0, std::fabs(all->values[s]));
    batch->best[s] = {all->values[s] + gain, d, 0.0};
    const double* levels = problem.levels;
    for (std::size_t k = 0; k < d; levels += problem.level_counts[k++]) {
      const std::size_t count = problem.level_counts[k];
      if (count < 2) continue;
      const double own = all->rows[s * d + k];
      std::size_t at = 0;
      for (std::size_t i = 1; i < count; ++i) {
        if (std::fabs(levels[i] - own) < std::fabs(levels[at] - own)) at = i;
      }
      const bool every = problem.surrogate.points.kinds[k] != 0 || count <= kAllLevels;
      for (std::size_t i = 0; i < count; ++i) {
        const std::size_t distance = i > at ? i - at : at - i;
        const bool try_it = every || (distance & (distance - 1)) == 0;
        if (!try_it || levels[i] == own) continue;
        const Status status = batch->Add(s, k, levels[i]);
        if (status != Status::kOk) return status;
      }
    }
  }
  const Status status = batch->Flush();
  if (status != Status::kOk) return status;
  for (std::size_t s = 0; s < all->count; ++s) {
    if (!all->active[s]) continue;
    const CoordinateStep& step = batch->best[s];
    all->active[s] = step.column < d;
    if (!all->active[s]) continue;
    all->rows[s * d + step.column] = step.coordinate;
    all->values[s] = step.value;
  }
  return Status::kOk;
}

}  // namespace

bool IsExcluded(const MaximizeProblem& problem, const double* row) {
  const std::size_t d = problem.surrogate.points.dimensions;
  for (std::size_t i = 0; i < problem.excluded_count; ++i) {
    const double* other = problem.excluded + i * d;
    std::size_t k = 0;
    while (k < d && row[k] == other[k]) ++k;
    if (k == d) return true;
  }
  return false;
}

std::size_t LocalSearchScratch(const Isa& isa, std::size_t n, std::size_t d, std::size_t samples) {
  return 2 * RoundUp(d) + kSearches * (RoundUp(d) + Minimizer::Scratch(d)) +
         2 * RoundUp(isa.panel * d) + RoundUp(kBatchRows * d) + 3 * RoundUp(kBatchRows) +
         AcquisitionScratch(isa, n, d, samples);
}

Status SearchLocally(const MaximizeProblem& problem, std::size_t count, double* rows,
                     double* values, double* scratch) {
  const Isa& isa = *problem.surrogate.isa;
  const std::size_t d = problem.surrogate.points.dimensions;
  Arena arena(scratch);
  Searches all;
  all.problem = &problem;
  all.count = count;
  all.rows = rows;
  all.values = values;
  all.lower = arena.Take(d);
  all.upper = arena.Take(d);
  all.positions = arena.Take(kSearches * RoundUp(d));
  all.history = arena.Take(kSearches * Minimizer::Scratch(d));
  all.queries = arena.Take(isa.panel * d);
  all.gradients = arena.Take(isa.panel * d);
  all.neighbors = arena.Take(kBatchRows * d);
  all.scores = arena.Take(kBatchRows);
  all.means = arena.Take(kBatchRows);
  all.variances = arena.Take(kBatchRows);
  all.scratch = arena.Take(
      AcquisitionScratch(isa, problem.surrogate.points.count, d, problem.acquisition.samples));
  std::size_t free = 0;
  bool discrete = false;
  for (std::size_t k = 0; k < d; ++k) {
    discrete = discrete || problem.level_counts[k] > 1;
    if (!problem.continuous[k]) continue;
    all.lower[free] = 0.0;
    all.upper[free++] = all.Inverse(k);
  }
  for (std::size_t s = 0; s < count; ++s) all.active[s] = true;
  NeighborBatch batch;
  batch.all = &all;
  for (std::size_t round = 0; round < kMaxRounds; ++round) {
    if (free > 0) {
      const Status status = GradientAscent(&all);
      if (status != Status::kOk) return status;
    }
    if (!discrete) break;
    const Status status = CoordinateSweep(&all, &batch);
    if (status != Status::kOk) return status;
    bool any = false;
    for (std::size_t s = 0; s < count; ++s) any = any || all.active[s];
    if (!any) break;
  }
  return Status::kOk;
}

}  // namespace gp
