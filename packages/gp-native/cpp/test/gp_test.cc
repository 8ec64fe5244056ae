// Drives the library without Node, so that sanitizers see nothing but it. Every scratch block is
// exactly as large as the library asks for: one double too many is a report.
#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

#include "../gp/acquisition.h"
#include "../gp/arena.h"
#include "../gp/evidence.h"
#include "../gp/expected_improvement.h"
#include "../gp/fit.h"
#include "../gp/maximize.h"
#include "../gp/model.h"
#include "../gp/panels.h"

namespace {

int failures = 0;

void Expect(bool condition, const char* what, const char* isa) {
  if (condition) return;
  std::printf("FAILED (%s): %s\n", isa, what);
  ++failures;
}

/// A small linear congruential generator, uniform in [0, 1).
struct Random {
  unsigned long long state = 1;
  double operator()() {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<double>(state >> 11) / 9007199254740992.0;
  }
};

using Doubles = std::unique_ptr<double[]>;
Doubles Allocate(std::size_t count) { return Doubles(new double[count]); }

struct Data {
  std::vector<double> rows;
  std::vector<double> values;
};

/// A bumpy function of d columns; every seventh row is a duplicate.
Data MakeData(std::size_t n, std::size_t d, Random* random) {
  Data data;
  for (std::size_t i = 0; i < n; ++i) {
    double value = 0.0;
    for (std::size_t k = 0; k < d; ++k) {
      const double x = i % 7 == 6 ? data.rows[(i - 1) * d + k] : (*random)();
      data.rows.push_back(k % 3 == 2 ? std::floor(3.0 * x) : x);
      value += std::sin(4.0 * x + static_cast<double>(k));
    }
    data.values.push_back(value);
  }
  return data;
}

std::vector<std::uint8_t> Kinds(std::size_t d) {
  std::vector<std::uint8_t> kinds(d);
  for (std::size_t k = 0; k < d; ++k) kinds[k] = k % 3 == 2 ? 1 : 0;
  return kinds;
}

void ExpectEqualBits(const gp::Model& a, const gp::Model& b, const char* what) {
  const gp::Surrogate p = a.surrogate();
  const gp::Surrogate q = b.surrogate();
  bool equal =
      a.size() == b.size() && std::memcmp(p.weights, q.weights, a.size() * sizeof(double)) == 0;
  for (std::size_t j = 0; j < a.size(); ++j) {
    for (std::size_t i = 0; i <= j; ++i) {
      equal = equal && gp::PanelEntry(p.panels, a.isa().panel, i, j) ==
                           gp::PanelEntry(q.panels, a.isa().panel, i, j);
    }
  }
  Expect(equal, what, a.isa().name);
}

/// Appending one by one, with growth in between, gives the bits of one block.
void TestAppend(const gp::Isa& isa, gp::Kernel kernel, std::size_t n, std::size_t d) {
  Random random;
  const Data data = MakeData(n, d, &random);
  const std::vector<std::uint8_t> kinds = Kinds(d);
  gp::Model whole(isa, kernel, kinds.data(), d);
  const Doubles block = Allocate(gp::Model::BlockSize(isa, n, d));
  whole.MoveTo(block.get(), n);
  whole.Append(data.rows.data(), data.values.data(), n);
  Expect(whole.Update() == gp::Status::kOk, "factor of all rows", isa.name);

  gp::Model grown(isa, kernel, kinds.data(), d);
  Doubles current = Allocate(gp::Model::BlockSize(isa, 1, d));
  grown.MoveTo(current.get(), 1);
  for (std::size_t i = 0; i < n; ++i) {
    if (i == grown.capacity()) {
      const std::size_t capacity = 2 * i;
      Doubles next = Allocate(gp::Model::BlockSize(isa, capacity, d));
      grown.MoveTo(next.get(), capacity);
      current = std::move(next);
    }
    grown.Append(data.rows.data() + i * d, data.values.data() + i, 1);
    Expect(grown.Update() == gp::Status::kOk, "factor of one more row", isa.name);
  }
  ExpectEqualBits(whole, grown, "appended and rebuilt factors have equal bits");
}

/// Taking observations out gives the bits of a model that never had them.
void TestRemove(const gp::Isa& isa, std::size_t n, std::size_t d) {
  Random random;
  const Data data = MakeData(n, d, &random);
  const std::vector<std::uint8_t> kinds = Kinds(d);
  for (std::size_t index = 0; index < n; index += 1 + n / 7) {
    gp::Model less(isa, gp::Kernel::kMatern32, kinds.data(), d);
    gp::Model more(isa, gp::Kernel::kMatern32, kinds.data(), d);
    const Doubles less_block = Allocate(gp::Model::BlockSize(isa, n, d));
    const Doubles more_block = Allocate(gp::Model::BlockSize(isa, n, d));
    less.MoveTo(less_block.get(), n);
    more.MoveTo(more_block.get(), n);
    for (std::size_t i = 0; i < n; ++i) {
      more.Append(data.rows.data() + i * d, data.values.data() + i, 1);
      if (i != index) less.Append(data.rows.data() + i * d, data.values.data() + i, 1);
    }
    Expect(more.Update() == gp::Status::kOk, "factor of all rows", isa.name);
    more.Remove(index);
    Expect(more.Update() == gp::Status::kOk && less.Update() == gp::Status::kOk,
           "factor without a row", isa.name);
    ExpectEqualBits(less, more, "a removed row leaves no trace");
  }
}

/// Pending rows lower variances, move no mean, and leave no trace; ln E improvement with them has
/// the right gradient.
void TestPending(const gp::Isa& isa, std::size_t n, std::size_t d, std::size_t q) {
  Random random;
  const Data data = MakeData(n, d, &random);
  const std::vector<std::uint8_t> kinds = Kinds(d);
  gp::Model model(isa, gp::Kernel::kMatern52, kinds.data(), d);
  gp::Model same(isa, gp::Kernel::kMatern52, kinds.data(), d);
  const Doubles block = Allocate(gp::Model::BlockSize(isa, n + q, d));
  const Doubles other = Allocate(gp::Model::BlockSize(isa, n, d));
  model.MoveTo(block.get(), n + q);
  same.MoveTo(other.get(), n);
  for (gp::Model* each : {&model, &same}) {
    each->Append(data.rows.data(), data.values.data(), n);
    Expect(each->Update() == gp::Status::kOk, "factor", isa.name);
  }
  std::vector<double> pending(q * d), row(d), gradient(d), ignored(d);
  for (double& x : pending) x = random();
  for (double& x : row) x = random();
  const std::size_t samples = 16;
  std::vector<double> normals(samples * q), thresholds(samples);
  for (double& z : normals) z = 3.0 * random() - 1.5;
  gp::Acquisition acquisition{
      gp::AcquisitionKind::kLogImprovement, -0.5, 0.0, normals.data(), samples, thresholds.data()};
  const Doubles scratch = Allocate(gp::AcquisitionScratch(isa, n + q, d, samples));
  double mean[2], variance[2], value;
  gp::PosteriorAtRows(model.surrogate(), row.data(), 1, mean, variance, scratch.get());
  Expect(model.Condition(pending.data(), q) == gp::Status::kOk, "pending rows", isa.name);
  const gp::Surrogate surrogate = model.surrogate();
  gp::PosteriorAtRows(surrogate, row.data(), 1, mean + 1, variance + 1, scratch.get());
  Expect(std::memcmp(mean, mean + 1, sizeof(double)) == 0 && variance[1] <= variance[0],
         "pending rows lower the variance alone", isa.name);
  gp::PrepareThresholds(surrogate, acquisition, pending.data(), thresholds.data(), scratch.get());
  for (double threshold : thresholds) {
    Expect(threshold <= acquisition.incumbent, "draws lower the threshold", isa.name);
  }
  for (gp::AcquisitionKind kind :
       {gp::AcquisitionKind::kLogImprovement, gp::AcquisitionKind::kConfidence}) {
    acquisition.kind = kind;
    acquisition.beta = 1.5;
    gp::AcquisitionGradients(surrogate, acquisition, row.data(), 1, &value, gradient.data(),
                             scratch.get());
    double plain, moments[2];
    gp::AcquisitionAtRows(surrogate, acquisition, row.data(), 1, &plain, moments, moments + 1,
                          scratch.get());
    Expect(plain == value, "value alone and with its gradient", isa.name);
    for (std::size_t k = 0; k < d; ++k) {
      if (kinds[k]) continue;
      const double step = 1e-6;
      double above, below;
      row[k] += step;
      gp::AcquisitionGradients(surrogate, acquisition, row.data(), 1, &above, ignored.data(),
                               scratch.get());
      row[k] -= 2 * step;
      gp::AcquisitionGradients(surrogate, acquisition, row.data(), 1, &below, ignored.data(),
                               scratch.get());
      row[k] += step;
      const double difference = (above - below) / (2 * step);
      Expect(std::fabs(difference - gradient[k]) < 1e-4 * (1.0 + std::fabs(difference)),
             "gradient of the acquisition", isa.name);
    }
  }
  model.Release();
  Expect(model.Update() == gp::Status::kOk, "factor afterwards", isa.name);
  ExpectEqualBits(model, same, "pending rows leave no trace");
}

/// Blocks and single vectors are solved to the same bits.
void TestSolves(const gp::Isa& isa, std::size_t n) {
  Random random;
  const Doubles matrix = Allocate(n * n);
  for (std::size_t i = 0; i < n * n; ++i) matrix[i] = random() - 0.5;
  for (std::size_t i = 0; i < n; ++i) matrix[i * n + i] += static_cast<double>(n);
  const Doubles panels = Allocate(gp::PanelsSize(isa.panel, n));
  double jitter;
  gp::FactorMatrix(isa, matrix.get(), n, panels.get(), &jitter);
  const std::size_t rows = gp::PanelCount(isa.panel, n) * isa.panel;
  const Doubles block = Allocate(2 * rows * isa.panel);
  const Doubles vector = Allocate(gp::RoundUp(n));
  for (std::size_t i = 0; i < 2 * rows * isa.panel; ++i) {
    block[i] = i / isa.panel % rows < n ? random() - 0.5 : 0.0;
  }
  const std::size_t column = isa.panel - 1;
  for (std::size_t i = 0; i < n; ++i) vector[i] = block[i * isa.panel + column];
  isa.solve_blocks_forward(panels.get(), n, block.get(), rows * isa.panel, 2);
  isa.solve_forward(panels.get(), n, vector.get());
  bool equal = true;
  for (std::size_t i = 0; i < n; ++i) equal = equal && vector[i] == block[i * isa.panel + column];
  Expect(equal, "a block and a vector have equal bits", isa.name);
  isa.solve_block_backward(panels.get(), n, block.get());
  isa.solve_backward(panels.get(), n, vector.get());
  double worst = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    worst = std::fmax(worst, std::fabs(vector[i] - block[i * isa.panel + column]));
  }
  Expect(worst < 1e-14, "backward, a block and a vector agree", isa.name);
}

/// The factor times its transpose is the matrix again.
void TestFactor(const gp::Isa& isa, std::size_t n) {
  Random random;
  const Doubles matrix = Allocate(n * n);
  for (std::size_t i = 0; i < n * n; ++i) matrix[i] = random() - 0.5;
  for (std::size_t i = 0; i < n; ++i) matrix[i * n + i] += static_cast<double>(n);
  const Doubles panels = Allocate(gp::PanelsSize(isa.panel, n));
  double jitter;
  Expect(gp::FactorMatrix(isa, matrix.get(), n, panels.get(), &jitter) == gp::Status::kOk &&
             jitter == 0.0,
         "a dominant diagonal needs no jitter", isa.name);
  double worst = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = 0.0;
      for (std::size_t p = 0; p <= j; ++p) {
        sum += gp::PanelEntry(panels.get(), isa.panel, p, i) *
               gp::PanelEntry(panels.get(), isa.panel, p, j);
      }
      worst = std::fmax(worst, std::fabs(sum - matrix[i * n + j]));
    }
  }
  Expect(worst < 1e-13 * static_cast<double>(n), "L L^T is the matrix", isa.name);
}

void TestNotPositiveDefinite(const gp::Isa& isa) {
  const double matrix[4] = {1, 0, 2, 1};
  const Doubles panels = Allocate(gp::PanelsSize(isa.panel, 2));
  double jitter;
  Expect(
      gp::FactorMatrix(isa, matrix, 2, panels.get(), &jitter) == gp::Status::kNotPositiveDefinite,
      "an indefinite matrix is reported", isa.name);
}

/// Gradients against central differences.
void TestGradients(const gp::Isa& isa, gp::Kernel kernel, std::size_t n, std::size_t d) {
  Random random;
  const Data data = MakeData(n, d, &random);
  const std::vector<std::uint8_t> kinds = Kinds(d);
  gp::Model model(isa, kernel, kinds.data(), d);
  const Doubles block = Allocate(gp::Model::BlockSize(isa, n, d));
  model.MoveTo(block.get(), n);
  model.Append(data.rows.data(), data.values.data(), n);
  Expect(model.Update() == gp::Status::kOk, "factor", isa.name);

  const std::atomic<bool> never{false};
  const gp::FitProblem problem{&isa,   kernel, model.points(), model.values(),
                               &never, false,  false,          30};
  const Doubles scratch = Allocate(gp::EvidenceScratch(isa, n, d));
  std::vector<double> packed(model.packed(), model.packed() + d + 2);
  std::vector<double> gradient(d + 2), ignored(d + 2);
  double value;
  gp::LogPosteriorDensity(problem, packed.data(), &value, gradient.data(), scratch.get());
  for (std::size_t j = 0; j < d + 2; ++j) {
    const double step = 1e-5;
    double above, below;
    packed[j] += step;
    gp::LogPosteriorDensity(problem, packed.data(), &above, ignored.data(), scratch.get());
    packed[j] -= 2 * step;
    gp::LogPosteriorDensity(problem, packed.data(), &below, ignored.data(), scratch.get());
    packed[j] += step;
    const double difference = (above - below) / (2 * step);
    Expect(std::fabs(difference - gradient[j]) < 1e-5 * (1.0 + std::fabs(difference)),
           "gradient of the density", isa.name);
  }
}

/// A fit followed by a maximization; both stop at once when the flag is set.
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
    const std::vector<double> start(model.packed(), model.packed() + d + 2);
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
  // Categorical columns have three levels; one row of them is excluded.
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

}  // namespace

int main(int count, char** arguments) {
  // Under valgrind some sizes do.
  const bool quick = count > 1 && std::strcmp(arguments[1], "quick") == 0;
  for (const char* name : {"base", "avx2", "avx512"}) {
    const gp::Isa* isa = gp::ChooseIsa(name);
    if (isa == nullptr) {
      std::printf("%s: not on this processor\n", name);
      continue;
    }
    for (std::size_t n : {1, 2, 7, 8, 9, 24, 33, 70}) {
      if (quick && n != 1 && n != 33) continue;
      TestFactor(*isa, n);
      TestSolves(*isa, n);
      TestRemove(*isa, n, 4);
      TestPending(*isa, n, 3, 1 + n % 30);
      for (gp::Kernel kernel : {gp::Kernel::kMatern52, gp::Kernel::kRbf, gp::Kernel::kMatern32}) {
        TestAppend(*isa, kernel, n, 4);
        TestGradients(*isa, kernel, n, 3);
      }
      TestSearches(*isa, n, 3, 50, 5, 8);
    }
    TestSearches(*isa, 20, 1, 1, 3, 0);
    TestSearches(*isa, 20, 9, 30, 0, 100);
    // Across the depth and the groups of the blocked loops.
    TestFactor(*isa, 310);
    TestSolves(*isa, 310);
    TestNotPositiveDefinite(*isa);
    std::printf("%s: done\n", name);
  }
  for (double z : {-1e300, -1e100, -1e5, -1.0, 0.0, 1e5}) {
    Expect(std::isfinite(gp::LogExpectedImprovement(0.0, 1.0, z).by_mean) || z < -1e150,
           "improvement far off", "any");
  }
  std::printf("%d failures\n", failures);
  return failures == 0 ? 0 : 1;
}
