#include <atomic>
#include <cmath>

#include "../gp/evidence.h"
#include "../gp/fit.h"
#include "../gp/model.h"
#include "testing.h"
#include "tests.h"

namespace testing {

/// Compares the gradient of the density with central differences.
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
  std::vector<double> theta(model.theta(), model.theta() + d + 2);
  std::vector<double> gradient(d + 2), ignored(d + 2);
  double value;
  gp::LogPosteriorDensity(problem, theta.data(), &value, gradient.data(), scratch.get());
  for (std::size_t j = 0; j < d + 2; ++j) {
    const double step = 1e-5;
    double above, below;
    theta[j] += step;
    gp::LogPosteriorDensity(problem, theta.data(), &above, ignored.data(), scratch.get());
    theta[j] -= 2 * step;
    gp::LogPosteriorDensity(problem, theta.data(), &below, ignored.data(), scratch.get());
    theta[j] += step;
    const double difference = (above - below) / (2 * step);
    Expect(std::fabs(difference - gradient[j]) < 1e-5 * (1.0 + std::fabs(difference)),
           "gradient of the density", isa.name);
  }
}

}  // namespace testing
