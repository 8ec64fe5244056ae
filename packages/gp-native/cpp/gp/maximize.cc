#include "maximize.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "arena.h"
#include "expected_improvement.h"
#include "minimize.h"

namespace gp {
namespace {

constexpr std::size_t kScoreBatch = 96;  // candidates between two looks at the abort flag
constexpr double kApart = 0.2;           // starts are at least this far apart, in length scales

/// Local search works in units of the length scales, where the surface is about equally curved
/// everywhere.
struct Climb {
  const MaximizeProblem* problem;
  const std::uint32_t* columns;  ///< the continuous ones
  std::size_t size;
  double* row;       ///< d, the fixed columns set
  double* gradient;  ///< d
  double* scratch;
};

double Inverse(const Climb& climb, std::size_t i) {
  return climb.problem->surrogate.scales.inverse_lengthscales[climb.columns[i]];
}

Status EvaluateNegative(void* opaque, const double* x, double* value, double* gradient) {
  const Climb& climb = *static_cast<const Climb*>(opaque);
  if (climb.problem->abort->load(std::memory_order_relaxed)) return Status::kAborted;
  for (std::size_t i = 0; i < climb.size; ++i) {
    climb.row[climb.columns[i]] = std::fmin(x[i] / Inverse(climb, i), 1.0);
  }
  *value = -ImprovementGradient(climb.problem->surrogate, climb.row, climb.problem->incumbent,
                                climb.gradient, climb.scratch);
  for (std::size_t i = 0; i < climb.size; ++i) {
    gradient[i] = -climb.gradient[climb.columns[i]] / Inverse(climb, i);
  }
  return Status::kOk;
}

double ScaledDistance(const Surrogate& s, const double* a, const double* b) {
  double sum = 0.0;
  for (std::size_t k = 0; k < s.points.dimensions; ++k) {
    const double difference = s.points.kinds[k] ? (a[k] != b[k] ? 1.0 : 0.0) : a[k] - b[k];
    sum += difference * difference * s.scales.inverse_lengthscales[k] *
           s.scales.inverse_lengthscales[k];
  }
  return std::sqrt(sum);
}

/// Of `ranked` (best first), those that are apart from all chosen before them; then the others, in
/// order.
std::size_t ChooseStarts(const MaximizeProblem& problem, const std::uint32_t* ranked,
                         std::size_t wanted, std::uint32_t* chosen) {
  const std::size_t d = problem.surrogate.points.dimensions;
  // Looking at all candidates would search where nothing is expected.
  const std::size_t pool = std::min(problem.count, 8 * wanted);
  std::size_t count = 0;
  for (int pass = 0; pass < 2; ++pass) {
    for (std::size_t i = 0; i < pool && count < wanted; ++i) {
      bool take = std::find(chosen, chosen + count, ranked[i]) == chosen + count;
      for (std::size_t c = 0; pass == 0 && take && c < count; ++c) {
        take = ScaledDistance(problem.surrogate, problem.candidates + ranked[i] * d,
                              problem.candidates + chosen[c] * d) > kApart;
      }
      if (take) chosen[count++] = ranked[i];
    }
  }
  return count;
}

}  // namespace

std::size_t MaximaLimit(std::size_t count, std::size_t starts, std::size_t keep) {
  return std::min(count, starts) + std::min(count, std::max<std::size_t>(keep, 1));
}

std::size_t MaximizeScratch(std::size_t n, std::size_t d, std::size_t count, std::size_t limit) {
  return 3 * RoundUp(count) + 6 * RoundUp(d) + MinimizeScratch(d) + PosteriorScratch(n, d) +
         RoundUp(limit * d) + 3 * RoundUp(limit);
}

std::size_t MaximizeIndices(std::size_t d, std::size_t count, std::size_t limit) {
  return count + 3 * limit + d;
}

Status Maximize(const MaximizeProblem& problem, Maxima* maxima, double* scratch,
                std::uint32_t* indices) {
  const Surrogate& surrogate = problem.surrogate;
  const std::size_t d = surrogate.points.dimensions;
  const std::size_t count = problem.count;
  const std::size_t limit = MaximaLimit(count, problem.starts, problem.keep);
  Arena arena(scratch);
  double* mean = arena.Take(count);
  double* variance = arena.Take(count);
  double* score = arena.Take(count);
  double* row = arena.Take(d);
  double* gradient = arena.Take(d);
  double* x = arena.Take(d);
  double* lower = arena.Take(d);
  double* upper = arena.Take(d);
  double* search = arena.Take(MinimizeScratch(d));
  double* posterior = arena.Take(PosteriorScratch(surrogate.points.count, d));
  double* found_rows = arena.Take(limit * d);
  double* found_score = arena.Take(limit);
  std::uint32_t* ranked = indices;
  std::uint32_t* chosen = ranked + count;
  std::uint32_t* origin = chosen + limit;
  std::uint32_t* order = origin + limit;
  std::uint32_t* columns = order + limit;

  for (std::size_t begin = 0; begin < count; begin += kScoreBatch) {
    if (problem.abort->load(std::memory_order_relaxed)) return Status::kAborted;
    const std::size_t size = std::min(kScoreBatch, count - begin);
    PosteriorAtRows(surrogate, problem.candidates + begin * d, size, mean + begin, variance + begin,
                    posterior);
  }
  for (std::size_t i = 0; i < count; ++i) {
    score[i] = LogExpectedImprovement(mean[i], variance[i], problem.incumbent).value;
    ranked[i] = static_cast<std::uint32_t>(i);
  }
  // Ties go to the earlier candidate, so that the order is one and the same everywhere.
  std::sort(ranked, ranked + count, [score](std::uint32_t a, std::uint32_t b) {
    return score[a] != score[b] ? score[a] > score[b] : a < b;
  });

  std::size_t found = 0;
  const std::size_t kept = std::min(count, std::max<std::size_t>(problem.keep, 1));
  for (; found < kept; ++found) {
    const std::uint32_t candidate = ranked[found];
    std::memcpy(found_rows + found * d, problem.candidates + candidate * d, d * sizeof(double));
    found_score[found] = score[candidate];
    origin[found] = candidate;
  }

  std::size_t free = 0;
  for (std::size_t k = 0; k < d; ++k) {
    if (problem.continuous[k]) columns[free++] = static_cast<std::uint32_t>(k);
  }
  Climb climb{&problem, columns, free, row, gradient, posterior};
  const Objective objective{&climb, EvaluateNegative};
  for (std::size_t i = 0; i < free; ++i) {
    lower[i] = 0.0;
    upper[i] = Inverse(climb, i);
  }
  const std::size_t starts =
      free == 0 ? 0 : ChooseStarts(problem, ranked, std::min(count, problem.starts), chosen);
  MinimizeOptions options;
  options.gradient_tolerance = 1e-5;
  options.max_step = 1.0;
  for (std::size_t s = 0; s < starts; ++s) {
    std::memcpy(row, problem.candidates + chosen[s] * d, d * sizeof(double));
    for (std::size_t i = 0; i < free; ++i) x[i] = row[columns[i]] * Inverse(climb, i);
    const MinimizeResult result = Minimize(objective, free, lower, upper, options, x, search);
    if (result.status != Status::kOk) return result.status;
    for (std::size_t i = 0; i < free; ++i) {
      row[columns[i]] = std::fmin(x[i] / Inverse(climb, i), 1.0);
    }
    std::memcpy(found_rows + found * d, row, d * sizeof(double));
    found_score[found] = -result.value;
    origin[found++] = chosen[s];
  }

  for (std::size_t i = 0; i < found; ++i) order[i] = static_cast<std::uint32_t>(i);
  std::sort(order, order + found, [found_score](std::uint32_t a, std::uint32_t b) {
    return found_score[a] != found_score[b] ? found_score[a] > found_score[b] : a < b;
  });
  for (std::size_t i = 0; i < found; ++i) {
    const std::size_t source = order[i];
    std::memcpy(maxima->rows + i * d, found_rows + source * d, d * sizeof(double));
    maxima->log_improvement[i] = found_score[source];
    maxima->candidate[i] = origin[source];
    maxima->refined[i] = source >= kept ? 1 : 0;
  }
  PosteriorAtRows(surrogate, maxima->rows, found, maxima->mean, maxima->variance, posterior);
  maxima->count = found;
  return Status::kOk;
}

}  // namespace gp
