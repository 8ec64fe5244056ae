#include <atomic>
#include <cstring>

#include "../gp/fit.h"
#include "../gp/maximize.h"
#include "../gp/model.h"
#include "testing.h"
#include "tests.h"

namespace testing {

/// A fit followed by a maximization; both stop when the abort flag is set.
void TestSearches(const gp::Isa& isa, std::size_t n, std::size_t d, std::size_t m,
                  std::size_t starts, std::size_t keep) {
  Random random;
  const Data data = MakeData(n, d, &random);
  const std::vector<std::uint8_t> kinds = Kinds(d);
  gp::Model model(isa, gp::Kernel::kMatern52, kinds.data(), d);
  const Doubles block = Allocate(gp::Model::BlockSize(isa, n + 3, d));
  model.MoveTo(block.get(), n + 3);
  model.Append(data.rows.data(), data.values.data(), n);
  std::atomic<bool> abort{false};
  gp::FitProblem problem{
      &isa, gp::Kernel::kMatern52, model.points(), model.values(), &abort, false, false, 20};
  std::vector<double> best(d + 2);
  {
    const Doubles scratch = Allocate(gp::FitScratch(isa, n, d));
    const std::vector<double> start(model.theta(), model.theta() + d + 2);
    const gp::FitOutcome outcome = gp::Fit(problem, start.data(), 1, best.data(), scratch.get());
    Expect(outcome.status == gp::Status::kOk && outcome.evaluations > 1, "fit", isa.name);
    abort = true;
    Expect(gp::Fit(problem, start.data(), 1, best.data(), scratch.get()).status ==
               gp::Status::kAborted,
           "aborted fit", isa.name);
    abort = false;
  }
  model.SetHyperparameters(best.data());
  Expect(model.Update() == gp::Status::kOk, "factor after the fit", isa.name);

  std::vector<double> candidates(m * d);
  for (double& x : candidates) x = random();
  std::vector<std::uint8_t> continuous(d, 1);
  for (std::size_t k = 0; k < d; ++k) continuous[k] = kinds[k] == 0 ? 1 : 0;
  // Categorical columns have three levels; the first candidate is excluded.
  std::vector<std::uint32_t> level_counts(d);
  std::vector<double> levels, excluded(candidates.begin(), candidates.begin() + d);
  for (std::size_t k = 0; k < d; ++k) {
    level_counts[k] = kinds[k] ? 3 : 0;
    for (std::size_t i = 0; i < level_counts[k]; ++i) levels.push_back(static_cast<double>(i));
  }
  const std::size_t limit = gp::MaximaLimit(m, starts, keep);
  const gp::MaximizeProblem search{
      model.surrogate(),
      {gp::AcquisitionKind::kLogImprovement, -1.0, 0.0, nullptr, 0, nullptr},
      candidates.data(),
      m,
      continuous.data(),
      level_counts.data(),
      levels.data(),
      excluded.data(),
      m > 1 ? 1u : 0u,
      starts,
      keep,
      &abort};
  const Doubles scratch = Allocate(gp::MaximizeScratch(search, n, limit, isa, d));
  std::vector<std::uint32_t> indices(gp::MaximizeIndices(m, limit)), origin(limit);
  std::vector<double> rows(limit * d), score(limit), mean(limit), variance(limit);
  std::vector<std::uint8_t> refined(limit);
  gp::Maxima maxima{
      rows.data(), score.data(), mean.data(), variance.data(), origin.data(), refined.data(), 0};
  Expect(gp::Maximize(search, &maxima, scratch.get(), indices.data()) == gp::Status::kOk &&
             maxima.count >= 1 && maxima.count <= limit,
         "maximize", isa.name);
  for (std::size_t i = 0; i < maxima.count; ++i) {
    Expect(i == 0 || score[i - 1] >= score[i], "maxima are sorted", isa.name);
    Expect(m == 1 || std::memcmp(rows.data() + i * d, excluded.data(), d * sizeof(double)) != 0,
           "the excluded row is not returned", isa.name);
  }
  abort = true;
  Expect(gp::Maximize(search, &maxima, scratch.get(), indices.data()) == gp::Status::kAborted,
         "aborted maximization", isa.name);
}

}  // namespace testing
