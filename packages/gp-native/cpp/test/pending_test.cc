#include <cmath>
#include <cstring>

#include "../gp/acquisition.h"
#include "../gp/model.h"
#include "testing.h"
#include "tests.h"

namespace testing {

/// Pending rows lower variances, do not change means, and are gone after `DropFantasies`; the
/// acquisition with them has the right gradient.
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
  Expect(model.Fantasize(pending.data(), q) == gp::Status::kOk, "pending rows", isa.name);
  const gp::Surrogate surrogate = model.surrogate();
  gp::PosteriorAtRows(surrogate, row.data(), 1, mean + 1, variance + 1, scratch.get());
  Expect(std::memcmp(mean, mean + 1, sizeof(double)) == 0 && variance[1] <= variance[0],
         "pending rows lower the variance and keep the mean", isa.name);
  gp::PrepareThresholds(surrogate, acquisition, pending.data(), thresholds.data(), scratch.get());
  for (double threshold : thresholds) {
    Expect(threshold <= acquisition.incumbent, "thresholds are at most the incumbent", isa.name);
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
    Expect(plain == value, "the value with and without its gradient is the same", isa.name);
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
  model.DropFantasies();
  Expect(model.Update() == gp::Status::kOk, "factor afterwards", isa.name);
  ExpectEqualBits(model, same, "dropping fantasies restores the bits of the model");
}

}  // namespace testing
