// Drives the library without Node, so that sanitizers see nothing but it. Every scratch block is
// exactly as large as the library asks for: one double too many is a report.
#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

#include "../gp/arena.h"
#include "../gp/evidence.h"
#include "../gp/expected_improvement.h"
#include "../gp/fit.h"
#include "../gp/maximize.h"
#include "../gp/model.h"

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

/// Appending one by one, with growth in between, gives the bits of one block.
void TestAppend(const gp::Isa& isa, gp::Kernel kernel, std::size_t n, std::size_t d) {
  Random random;
  const Data data = MakeData(n, d, &random);
  const std::vector<std::uint8_t> kinds = Kinds(d);
  gp::Model whole(isa, kernel, kinds.data(), d);
  const Doubles block = Allocate(gp::Model::BlockSize(n, d));
  whole.MoveTo(block.get(), n);
  whole.Append(data.rows.data(), data.values.data(), n);
  Expect(whole.Update() == gp::Status::kOk, "factor of all rows", isa.name);

  gp::Model grown(isa, kernel, kinds.data(), d);
  Doubles current = Allocate(gp::Model::BlockSize(1, d));
  grown.MoveTo(current.get(), 1);
  for (std::size_t i = 0; i < n; ++i) {
    if (i == grown.capacity()) {
      const std::size_t capacity = 2 * i;
      Doubles next = Allocate(gp::Model::BlockSize(capacity, d));
      grown.MoveTo(next.get(), capacity);
      current = std::move(next);
    }
    grown.Append(data.rows.data() + i * d, data.values.data() + i, 1);
    Expect(grown.Update() == gp::Status::kOk, "factor of one more row", isa.name);
  }
  const gp::Surrogate a = whole.surrogate();
  const gp::Surrogate b = grown.surrogate();
  bool equal = std::memcmp(a.weights, b.weights, n * sizeof(double)) == 0;
  for (std::size_t i = 0; i < n; ++i) {
    equal = equal && std::memcmp(a.factor + i * a.stride, b.factor + i * b.stride,
                                 (i + 1) * sizeof(double)) == 0;
  }
  Expect(equal, "appended and rebuilt factors have equal bits", isa.name);
}

/// The factor times its transpose is the matrix again.
void TestFactor(const gp::Isa& isa, std::size_t n) {
  Random random;
  const std::size_t stride = gp::RoundUp(n);
  const Doubles matrix = Allocate(n * stride);
  const Doubles original = Allocate(n * stride);
  const Doubles backup = Allocate(n * stride);
  for (std::size_t i = 0; i < n * stride; ++i) matrix[i] = random() - 0.5;
  for (std::size_t i = 0; i < n; ++i) matrix[i * stride + i] += static_cast<double>(n);
  std::memcpy(original.get(), matrix.get(), n * stride * sizeof(double));
  double jitter;
  Expect(gp::FactorMatrix(isa, matrix.get(), stride, n, backup.get(), &jitter) == gp::Status::kOk &&
             jitter == 0.0,
         "a dominant diagonal needs no jitter", isa.name);
  double worst = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = 0.0;
      for (std::size_t p = 0; p <= j; ++p) sum += matrix[i * stride + p] * matrix[j * stride + p];
      worst = std::fmax(worst, std::fabs(sum - original[i * stride + j]));
    }
  }
  Expect(worst < 1e-13 * static_cast<double>(n), "L L^T is the matrix", isa.name);
}

void TestNotPositiveDefinite(const gp::Isa& isa) {
  double matrix[16] = {1, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 0};
  double backup[16];
  double jitter;
  Expect(gp::FactorMatrix(isa, matrix, 8, 2, backup, &jitter) == gp::Status::kNotPositiveDefinite,
         "an indefinite matrix is reported", isa.name);
}

/// Gradients against central differences.
void TestGradients(const gp::Isa& isa, gp::Kernel kernel, std::size_t n, std::size_t d) {
  Random random;
  const Data data = MakeData(n, d, &random);
  const std::vector<std::uint8_t> kinds = Kinds(d);
  gp::Model model(isa, kernel, kinds.data(), d);
  const Doubles block = Allocate(gp::Model::BlockSize(n, d));
  model.MoveTo(block.get(), n);
  model.Append(data.rows.data(), data.values.data(), n);
  Expect(model.Update() == gp::Status::kOk, "factor", isa.name);

  const std::atomic<bool> never{false};
  const gp::FitProblem problem{&isa,   kernel, model.points(), model.values(),
                               &never, false,  false,          30};
  const Doubles scratch = Allocate(gp::EvidenceScratch(n, d));
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

  const gp::Surrogate surrogate = model.surrogate();
  const Doubles posterior = Allocate(gp::PosteriorScratch(n, d));
  std::vector<double> row(d);
  for (double& x : row) x = random();
  gp::ImprovementGradient(surrogate, row.data(), -0.5, gradient.data(), posterior.get());
  for (std::size_t k = 0; k < d; ++k) {
    if (kinds[k]) continue;
    const double step = 1e-6;
    row[k] += step;
    const double above =
        gp::ImprovementGradient(surrogate, row.data(), -0.5, ignored.data(), posterior.get());
    row[k] -= 2 * step;
    const double below =
        gp::ImprovementGradient(surrogate, row.data(), -0.5, ignored.data(), posterior.get());
    row[k] += step;
    const double difference = (above - below) / (2 * step);
    Expect(std::fabs(difference - gradient[k]) < 1e-4 * (1.0 + std::fabs(difference)),
           "gradient of the improvement", isa.name);
  }
}

/// A fit followed by a maximization; both stop at once when the flag is set.
void TestSearches(const gp::Isa& isa, std::size_t n, std::size_t d, std::size_t m,
                  std::size_t starts, std::size_t keep) {
  Random random;
  const Data data = MakeData(n, d, &random);
  const std::vector<std::uint8_t> kinds = Kinds(d);
  gp::Model model(isa, gp::Kernel::kMatern52, kinds.data(), d);
  const Doubles block = Allocate(gp::Model::BlockSize(n + 3, d));
  model.MoveTo(block.get(), n + 3);
  model.Append(data.rows.data(), data.values.data(), n);
  std::atomic<bool> abort{false};
  gp::FitProblem problem{
      &isa, gp::Kernel::kMatern52, model.points(), model.values(), &abort, false, false, 20};
  std::vector<double> best(d + 2);
  {
    const Doubles scratch = Allocate(gp::FitScratch(n, d));
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
  const std::size_t limit = gp::MaximaLimit(m, starts, keep);
  const Doubles scratch = Allocate(gp::MaximizeScratch(n, d, m, limit));
  std::vector<std::uint32_t> indices(gp::MaximizeIndices(d, m, limit)), origin(limit);
  std::vector<double> rows(limit * d), score(limit), mean(limit), variance(limit);
  std::vector<std::uint8_t> refined(limit);
  gp::Maxima maxima{
      rows.data(), score.data(), mean.data(), variance.data(), origin.data(), refined.data(), 0};
  const gp::MaximizeProblem search{
      model.surrogate(), candidates.data(), m, -1.0, continuous.data(), starts, keep, &abort};
  Expect(gp::Maximize(search, &maxima, scratch.get(), indices.data()) == gp::Status::kOk &&
             maxima.count >= 1 && maxima.count <= limit,
         "maximize", isa.name);
  for (std::size_t i = 1; i < maxima.count; ++i) {
    Expect(score[i - 1] >= score[i], "maxima are sorted", isa.name);
  }
  abort = true;
  Expect(gp::Maximize(search, &maxima, scratch.get(), indices.data()) == gp::Status::kAborted,
         "aborted maximization", isa.name);
}

}  // namespace

int main() {
  for (const char* name : {"base", "avx2", "avx512"}) {
    const gp::Isa* isa = gp::ChooseIsa(name);
    if (isa == nullptr) {
      std::printf("%s: not on this processor\n", name);
      continue;
    }
    for (std::size_t n : {1, 2, 7, 8, 9, 33, 70}) {
      TestFactor(*isa, n);
      for (gp::Kernel kernel : {gp::Kernel::kMatern52, gp::Kernel::kRbf}) {
        TestAppend(*isa, kernel, n, 4);
        TestGradients(*isa, kernel, n, 3);
      }
      TestSearches(*isa, n, 3, 50, 5, 8);
    }
    TestSearches(*isa, 20, 1, 1, 3, 0);
    TestSearches(*isa, 20, 9, 30, 0, 100);
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
