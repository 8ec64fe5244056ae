// Milliseconds of the processor to factor one n x n covariance on one thread. All take turns, each in place and in
// its own layout, so that none pays for a copy. `ours from rows` is handed a row-major
// matrix and lays it out first.
//
//   cholesky ROUNDS N...    prints one JSON object for each n

#include <time.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <vector>

#include "../../packages/gp-native/cpp/gp/covariance.h"
#include "../../packages/gp-native/cpp/gp/isa.h"
#include "../../packages/gp-native/cpp/gp/panels.h"

extern "C" void dpotrf_(const char* triangle, const int* n, double* matrix, const int* stride,
                        int* info);
extern "C" char* openblas_get_corename();
extern "C" void openblas_set_num_threads(int threads);
bool EigenFactor(double* matrix, int n);

namespace {

/// Matern-like decay between points on a curve, and noise on the diagonal.
std::vector<double> Covariance(std::size_t n) {
  std::vector<double> matrix(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      const double x = std::fmod(i * 0.7548776662466927, 1.0) - std::fmod(j * 0.7548776662466927, 1.0);
      const double y = std::fmod(i * 0.5698402909980532, 1.0) - std::fmod(j * 0.5698402909980532, 1.0);
      matrix[i * n + j] = std::exp(-4.0 * (x * x + y * y)) + (i == j ? 0.01 : 0.0);
    }
  }
  return matrix;
}

/// Of this thread, so that other programs count for little.
double Now() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

double Milliseconds(const std::function<bool()>& work) {
  const double begin = Now();
  if (!work()) {
    std::fprintf(stderr, "cholesky: a factorization failed\n");
    std::exit(1);
  }
  return Now() - begin;
}

void Print(const char* name, const std::vector<double>& times) {
  std::printf(",\"%s\":[", name);
  for (std::size_t i = 0; i < times.size(); ++i) std::printf("%s%.4f", i ? "," : "", times[i]);
  std::printf("]");
}

double* Aligned(std::vector<double>* memory, std::size_t count) {
  memory->resize(count + 8);
  const std::size_t address = reinterpret_cast<std::size_t>(memory->data());
  return memory->data() + (64 - address % 64) % 64 / 8;
}

}  // namespace

int main(int argc, char** argv) {
  openblas_set_num_threads(1);
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 11;
  const gp::Isa* isa = gp::ChooseIsa(std::getenv("GP_NATIVE_ISA"));
  if (isa == nullptr) return 2;
  for (int arg = 2; arg < argc; ++arg) {
    const int n = std::atoi(argv[arg]);
    const std::size_t size = static_cast<std::size_t>(n);
    const std::vector<double> matrix = Covariance(size);
    std::vector<double> panel_memory, filled_memory, square_memory;
    const std::size_t length = gp::PanelsSize(isa->panel, size);
    double* panels = Aligned(&panel_memory, length);
    double* square = Aligned(&square_memory, size * size);
    // The covariance as a fit fills it in: panels that are not factored yet.
    double* filled = Aligned(&filled_memory, length);
    for (std::size_t j = 0; j < size; ++j) {
      for (std::size_t i = 0; i <= j; ++i) {
        gp::PanelEntry(filled, isa->panel, i, j) = matrix[i * size + j];
      }
      // The header of an unfactored panel is its diagonal.
      filled[gp::PanelOffset(isa->panel, j / isa->panel) + j % isa->panel] = matrix[j * size + j];
    }
    std::vector<double> ours, from_rows, openblas, eigen;
    double jitter;
    for (int round = -1; round < rounds; ++round) {
      std::copy(filled, filled + length, panels);
      const double a = Milliseconds([&] { return isa->factor(panels, 0, size); });
      const double b = Milliseconds([&] {
        return gp::FactorMatrix(*isa, matrix.data(), size, panels, &jitter) == gp::Status::kOk;
      });
      std::copy(matrix.begin(), matrix.end(), square);
      const double c = Milliseconds([&] {
        int info;
        dpotrf_("L", &n, square, &n, &info);
        return info == 0;
      });
      std::copy(matrix.begin(), matrix.end(), square);
      const double d = Milliseconds([&] { return EigenFactor(square, n); });
      if (round < 0) continue;  // the first warms up
      ours.push_back(a);
      from_rows.push_back(b);
      openblas.push_back(c);
      eigen.push_back(d);
    }
    std::printf("{\"n\":%d,\"instructionSet\":\"%s\",\"openblasKernels\":\"%s\"", n, isa->name,
                openblas_get_corename());
    Print("ours", ours);
    Print("oursFromRows", from_rows);
    Print("openblas", openblas);
    Print("eigen", eigen);
    std::printf("}\n");
  }
}
