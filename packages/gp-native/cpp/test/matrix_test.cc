#include <cstring>
#include <vector>

#include "../gp/arena.h"
#include "../gp/covariance.h"
#include "../gp/kernel_matrix.h"
#include "testing.h"
#include "tests.h"

namespace testing {

/// A kernel matrix has the same bits as its rows computed one by one; computing half of it and
/// mirroring gives the same bits as computing it whole; nothing is written outside it.
void TestMatrix(const gp::Isa& isa, gp::Kernel kernel, std::size_t n, std::size_t m,
                std::size_t d) {
  Random random;
  const Data data = MakeData(n + m, d, &random);
  const std::vector<std::uint8_t> kinds = Kinds(d);
  std::vector<double> theta(d + 2, -0.5);
  const double* a = data.rows.data();
  const double* b = a + n * d;
  const gp::MatrixProblem whole{kernel, a, n, b, m, d, kinds.data(), theta.data()};
  const gp::MatrixProblem half{kernel, a, n, a, n, d, kinds.data(), theta.data()};
  const std::vector<double> copy(a, b);
  const gp::MatrixProblem both{kernel, a, n, copy.data(), n, d, kinds.data(), theta.data()};
  const Doubles inverse = Allocate(d);
  const gp::KernelParameters parameters = gp::UnpackTheta(kernel, theta.data(), d, inverse.get());
  const std::size_t stride = gp::RoundUp(m);
  std::vector<double> columns(d * stride), covariances(stride);
  for (std::size_t j = 0; j < m; ++j) {
    for (std::size_t k = 0; k < d; ++k) columns[k * stride + j] = b[j * d + k];
  }
  const gp::Points points{columns.data(), stride, m, d, kinds.data()};
  // The output may start anywhere in a cache line.
  for (std::size_t shift = 0; shift < 3; ++shift) {
    std::vector<double> out(n * m + 6, -7.0), mirrored(n * n + 6, -7.0), plain(n * n + 6, -7.0);
    const Doubles scratch = Allocate(gp::KernelMatrixScratch(whole));
    gp::KernelMatrix(isa, whole, out.data() + shift, scratch.get());
    bool equal = true;
    for (std::size_t i = 0; i < n; ++i) {
      isa.covariances(points, m, parameters, a + i * d, covariances.data());
      equal = equal &&
              std::memcmp(out.data() + shift + i * m, covariances.data(), m * sizeof(double)) == 0;
    }
    Expect(equal, "a matrix has the bits of its rows", isa.name);
    const Doubles less = Allocate(gp::KernelMatrixScratch(half));
    gp::KernelMatrix(isa, half, mirrored.data() + shift, less.get());
    const Doubles more = Allocate(gp::KernelMatrixScratch(both));
    gp::KernelMatrix(isa, both, plain.data() + shift, more.get());
    Expect(mirrored == plain, "a mirrored half matrix has the bits of the whole one", isa.name);
    for (std::size_t i = 0; i < 6; ++i) {
      const bool before = i < shift;
      Expect(out[before ? i : n * m + i] == -7.0 && plain[before ? i : n * n + i] == -7.0,
             "nothing is written outside a matrix", isa.name);
    }
  }
}

}  // namespace testing
