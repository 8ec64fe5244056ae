#include "maximize.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "arena.h"
#include "local_search.h"

namespace gp {
namespace {

constexpr std::size_t kScoreBatch = 96;  // candidates scored between two checks of the abort flag
constexpr double kMinDistance = 0.2;     // between two starts, in length scales

double ScaledDistance(const Surrogate& s, const double* a, const double* b) {
  double sum = 0.0;
  for (std::size_t k = 0; k < s.points.dimensions; ++k) {
    const double difference = s.points.kinds[k] ? (a[k] != b[k] ? 1.0 : 0.0) : a[k] - b[k];
    sum += difference * difference * s.parameters.inverse_lengthscales[k] *
           s.parameters.inverse_lengthscales[k];
  }
  return std::sqrt(sum);
}

/// Chooses from `ranked` (best first) the candidates farther than kMinDistance from all chosen
/// before them, then fills up with the others in order.
std::size_t ChooseStarts(const MaximizeProblem& problem, const std::uint32_t* ranked,
                         std::size_t count, std::size_t wanted, std::uint32_t* chosen) {
  const std::size_t d = problem.surrogate.points.dimensions;
  // Candidates far down the ranking are not worth a search.
  const std::size_t pool = std::min(count, 8 * wanted);
  std::size_t found = 0;
  for (int pass = 0; pass < 2; ++pass) {
    for (std::size_t i = 0; i < pool && found < wanted; ++i) {
      bool take = std::find(chosen, chosen + found, ranked[i]) == chosen + found;
      for (std::size_t c = 0; pass == 0 && take && c < found; ++c) {
        take = ScaledDistance(problem.surrogate, problem.candidates + ranked[i] * d,
                              problem.candidates + chosen[c] * d) > kMinDistance;
      }
      if (take) chosen[found++] = ranked[i];
    }
  }
  return found;
}

bool Moves(const MaximizeProblem& problem) {
  for (std::size_t k = 0; k < problem.surrogate.points.dimensions; ++k) {
    if (problem.continuous[k] || problem.level_counts[k] > 1) return true;
  }
  return false;
}

}  // namespace

std::size_t MaximaLimit(std::size_t count, std::size_t starts, std::size_t keep) {
  return std::min(count, starts) + std::min(count, std::max<std::size_t>(keep, 1));
}

std::size_t MaximizeScratch(const MaximizeProblem& problem, std::size_t n, std::size_t limit,
                            const Isa& isa, std::size_t d) {
  const std::size_t samples = problem.acquisition.samples;
  return 3 * RoundUp(problem.count) + RoundUp(limit * d) + RoundUp(limit) +
         std::max(AcquisitionScratch(isa, n, d, samples), LocalSearchScratch(isa, n, d, samples));
}

std::size_t MaximizeIndices(std::size_t count, std::size_t limit) { return count + 3 * limit; }

Status Maximize(const MaximizeProblem& problem, Maxima* maxima, double* scratch,
                std::uint32_t* indices) {
  const Surrogate& surrogate = problem.surrogate;
  const std::size_t d = surrogate.points.dimensions;
  const std::size_t limit = MaximaLimit(problem.count, problem.starts, problem.keep);
  Arena arena(scratch);
  double* mean = arena.Take(problem.count);
  double* variance = arena.Take(problem.count);
  double* score = arena.Take(problem.count);
  double* found_rows = arena.Take(limit * d);
  double* found_value = arena.Take(limit);
  double* rest = arena.Take(0);
  std::uint32_t* ranked = indices;
  std::uint32_t* chosen = ranked + problem.count;
  std::uint32_t* origin = chosen + limit;
  std::uint32_t* order = origin + limit;

  for (std::size_t begin = 0; begin < problem.count; begin += kScoreBatch) {
    if (problem.abort->load(std::memory_order_relaxed)) return Status::kAborted;
    const std::size_t size = std::min(kScoreBatch, problem.count - begin);
    AcquisitionAtRows(surrogate, problem.acquisition, problem.candidates + begin * d, size,
                      score + begin, mean + begin, variance + begin, rest);
  }
  std::size_t count = 0;
  for (std::size_t i = 0; i < problem.count; ++i) {
    if (!IsExcluded(problem, problem.candidates + i * d)) {
      ranked[count++] = static_cast<std::uint32_t>(i);
    }
  }
  // Ties go to the earlier candidate, so that the order does not depend on the sort algorithm.
  std::sort(ranked, ranked + count, [score](std::uint32_t a, std::uint32_t b) {
    return score[a] != score[b] ? score[a] > score[b] : a < b;
  });

  std::size_t found = 0;
  const std::size_t kept = std::min(count, std::max<std::size_t>(problem.keep, 1));
  const std::size_t starts =
      Moves(problem) ? ChooseStarts(problem, ranked, count, std::min(count, problem.starts), chosen)
                     : 0;
  const auto take = [&](std::uint32_t candidate) {
    std::memcpy(found_rows + found * d, problem.candidates + candidate * d, d * sizeof(double));
    found_value[found] = score[candidate];
    origin[found++] = candidate;
  };
  for (std::size_t i = 0; i < kept; ++i) take(ranked[i]);
  for (std::size_t i = 0; i < starts; ++i) take(chosen[i]);
  for (std::size_t begin = kept; begin < found; begin += kSearches) {
    const Status status = SearchLocally(problem, std::min(kSearches, found - begin),
                                        found_rows + begin * d, found_value + begin, rest);
    if (status != Status::kOk) return status;
  }

  for (std::size_t i = 0; i < found; ++i) order[i] = static_cast<std::uint32_t>(i);
  std::sort(order, order + found, [found_value](std::uint32_t a, std::uint32_t b) {
    return found_value[a] != found_value[b] ? found_value[a] > found_value[b] : a < b;
  });
  maxima->count = 0;
  for (std::size_t i = 0; i < found; ++i) {
    const std::size_t source = order[i];
    const double* row = found_rows + source * d;
    bool fresh = !IsExcluded(problem, row);
    for (std::size_t j = 0; fresh && j < maxima->count; ++j) {
      fresh = std::memcmp(maxima->rows + j * d, row, d * sizeof(double)) != 0;
    }
    if (!fresh) continue;
    const std::size_t target = maxima->count++;
    std::memcpy(maxima->rows + target * d, row, d * sizeof(double));
    maxima->value[target] = found_value[source];
    maxima->candidate[target] = origin[source];
    maxima->refined[target] = source >= kept ? 1 : 0;
  }
  PosteriorAtRows(surrogate, maxima->rows, maxima->count, maxima->mean, maxima->variance, rest);
  return Status::kOk;
}

}  // namespace gp
