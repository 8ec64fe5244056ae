// The model as C functions: the counterpart of cpp/binding. Arguments are not checked here, because
// src/ has checked them. Arrays are in the instance's memory.

#include "../gp/model.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <new>

#include "../gp/acquisition.h"
#include "../gp/evidence.h"
#include "../gp/fit.h"
#include "../gp/maximize.h"
#include "memory.h"
#include "status.h"

namespace wasm {
namespace {

constexpr std::size_t kFirstCapacity = 64;
constexpr std::size_t kMaxObservations = 16384;  // their factor takes half of the address space
const std::atomic<bool> kNever{false};

struct Holder {
  gp::Model model;
  double* block;
};

int Reserve(Holder* holder, std::size_t count) {
  gp::Model& model = holder->model;
  const std::size_t needed = model.size() + count;
  if (count > kMaxObservations || needed > kMaxObservations) return kNoMemory;
  if (needed <= model.capacity()) return kDone;
  const std::size_t capacity = std::max(needed, 2 * model.capacity());
  Doubles grown(gp::Model::BlockSize(model.isa(), capacity, model.dimensions()));
  if (grown.data() == nullptr) return kNoMemory;
  model.MoveTo(grown.data(), capacity);
  std::free(holder->block);
  holder->block = grown.Release();
  return kDone;
}

/// An acquisition; the model has the pending rows as fantasies while this object exists.
class AcquisitionScope {
 public:
  AcquisitionScope(Holder* holder, int kind, double incumbent, double beta, const double* pending,
                   std::size_t pending_count, const double* normals, std::size_t samples)
      : model_(&holder->model),
        pending_(pending_count),
        outcome_(Reserve(holder, pending_count)),
        thresholds_(samples),
        scratch_(gp::AcquisitionScratch(model_->isa(), model_->size() + pending_count,
                                        model_->dimensions(), samples)),
        acquisition_{static_cast<gp::AcquisitionKind>(kind),
                     incumbent,
                     beta,
                     normals,
                     samples,
                     thresholds_.data()} {
    if (thresholds_.data() == nullptr || scratch_.data() == nullptr) outcome_ = kNoMemory;
    if (outcome_ != kDone) return;
    outcome_ = OutcomeOf(pending_ > 0 ? model_->Fantasize(pending, pending_) : model_->Update());
    if (outcome_ == kDone && samples > 0) {
      gp::PrepareThresholds(model_->surrogate(), acquisition_, pending, thresholds_.data(),
                            scratch_.data());
    }
  }
  ~AcquisitionScope() {
    if (pending_ > 0 && outcome_ == kDone) model_->DropFantasies();
  }
  AcquisitionScope(const AcquisitionScope&) = delete;
  AcquisitionScope& operator=(const AcquisitionScope&) = delete;

  int outcome() const { return outcome_; }
  const gp::Acquisition& acquisition() const { return acquisition_; }
  double* scratch() const { return scratch_.data(); }

 private:
  gp::Model* model_;
  std::size_t pending_;
  int outcome_;
  Doubles thresholds_;
  Doubles scratch_;
  gp::Acquisition acquisition_;
};

gp::FitProblem ProblemOf(const gp::Model& model, bool pin_noise, bool pin_variance,
                         std::size_t max_iterations) {
  return {&model.isa(), model.kernel(), model.points(), model.values(),
          &kNever,      pin_noise,      pin_variance,   max_iterations};
}

}  // namespace

/// Memory for JavaScript to write arguments to and read results from; null if out of memory.
WASM_EXPORT(allocate) double* allocate(std::size_t count) { return Doubles(count).Release(); }

WASM_EXPORT(release) void release(void* piece) { std::free(piece); }

/// The model takes ownership of `kinds` (d). Null if out of memory.
WASM_EXPORT(model_create)
Holder* model_create(std::size_t d, int kernel, const std::uint8_t* kinds) {
  Piece<Holder> holder(sizeof(Holder) / sizeof(double) + 1);
  Doubles block(gp::Model::BlockSize(*gp::ChooseIsa(nullptr), kFirstCapacity, d));
  if (holder.data() == nullptr || block.data() == nullptr) return nullptr;
  new (holder.data()) Holder{
      gp::Model(*gp::ChooseIsa(nullptr), static_cast<gp::Kernel>(kernel), kinds, d), block.data()};
  holder.data()->model.MoveTo(block.Release(), kFirstCapacity);
  return holder.Release();
}

/// theta (d + 2)
WASM_EXPORT(model_theta) const double* model_theta(const Holder* holder) {
  return holder->model.theta();
}

WASM_EXPORT(model_append)
int model_append(Holder* holder, const double* rows, const double* values, std::size_t count) {
  const int outcome = Reserve(holder, count);
  if (outcome == kDone) holder->model.Append(rows, values, count);
  return outcome;
}

WASM_EXPORT(model_remove) void model_remove(Holder* holder, std::size_t index) {
  holder->model.Remove(index);
}

WASM_EXPORT(model_set_hyperparameters)
void model_set_hyperparameters(Holder* holder, const double* theta) {
  holder->model.SetHyperparameters(theta);
}

/// Brings the factor up to date. Call it before model_log_marginal_likelihood, model_posterior and
/// model_posterior_at.
WASM_EXPORT(model_update) int model_update(Holder* holder) {
  return OutcomeOf(holder->model.Update());
}

WASM_EXPORT(model_log_marginal_likelihood)
double model_log_marginal_likelihood(const Holder* holder) {
  return holder->model.LogMarginalLikelihood();
}

/// out: mean (m), variance (m)
WASM_EXPORT(model_posterior)
int model_posterior(const Holder* holder, const double* rows, std::size_t m, double* out) {
  const gp::Model& model = holder->model;
  const Doubles scratch(gp::PosteriorScratch(model.isa(), model.size(), model.dimensions()));
  if (scratch.data() == nullptr) return kNoMemory;
  gp::PosteriorAtRows(model.surrogate(), rows, m, out, out + m, scratch.data());
  return kDone;
}

/// out: mean, variance, mean gradient (d), variance gradient (d)
WASM_EXPORT(model_posterior_at)
int model_posterior_at(const Holder* holder, const double* row, double* out) {
  const gp::Model& model = holder->model;
  const std::size_t d = model.dimensions();
  const Doubles scratch(gp::PosteriorScratch(model.isa(), model.size(), d));
  if (scratch.data() == nullptr) return kNoMemory;
  gp::PosteriorGradient(model.surrogate(), row, out, out + 1, out + 2, out + 2 + d, scratch.data());
  return kDone;
}

/// Values at m rows. `pending`: pending_count x d, `normals`: samples x pending_count.
WASM_EXPORT(model_acquisition)
int model_acquisition(Holder* holder, const double* rows, std::size_t m, int kind, double incumbent,
                      double beta, const double* pending, std::size_t pending_count,
                      const double* normals, std::size_t samples, double* out) {
  const AcquisitionScope scope(holder, kind, incumbent, beta, pending, pending_count, normals,
                               samples);
  const Doubles moments(2 * m);
  if (moments.data() == nullptr) return kNoMemory;
  if (scope.outcome() != kDone) return scope.outcome();
  gp::AcquisitionAtRows(holder->model.surrogate(), scope.acquisition(), rows, m, out,
                        moments.data(), moments.data() + m, scope.scratch());
  return kDone;
}

/// out: value, gradient (d)
WASM_EXPORT(model_acquisition_at)
int model_acquisition_at(Holder* holder, const double* row, int kind, double incumbent, double beta,
                         const double* pending, std::size_t pending_count, const double* normals,
                         std::size_t samples, double* out) {
  const AcquisitionScope scope(holder, kind, incumbent, beta, pending, pending_count, normals,
                               samples);
  if (scope.outcome() != kDone) return scope.outcome();
  gp::AcquisitionGradients(holder->model.surrogate(), scope.acquisition(), row, 1, out, out + 1,
                           scope.scratch());
  return kDone;
}

/// out: value, gradient (d + 2)
WASM_EXPORT(model_log_posterior_density)
int model_log_posterior_density(const Holder* holder, const double* theta, double* out) {
  const gp::Model& model = holder->model;
  const Doubles scratch(gp::EvidenceScratch(model.isa(), model.size(), model.dimensions()));
  if (scratch.data() == nullptr) return kNoMemory;
  return OutcomeOf(gp::LogPosteriorDensity(ProblemOf(model, false, false, 0), theta, out, out + 1,
                                           scratch.data()));
}

/// starts: count x (d + 2); out: density, evaluations, start, theta (d + 2). Sets the result as the
/// model's hyperparameters.
WASM_EXPORT(model_fit)
int model_fit(Holder* holder, const double* starts, std::size_t count, std::size_t max_iterations,
              int pin_noise, int pin_variance, double* out) {
  gp::Model& model = holder->model;
  const Doubles scratch(gp::FitScratch(model.isa(), model.size(), model.dimensions()));
  if (scratch.data() == nullptr) return kNoMemory;
  const gp::FitOutcome outcome =
      gp::Fit(ProblemOf(model, pin_noise != 0, pin_variance != 0, max_iterations), starts, count,
              out + 3, scratch.data());
  if (outcome.status != gp::Status::kOk) return OutcomeOf(outcome.status);
  model.SetHyperparameters(out + 3);
  out[0] = outcome.value;
  out[1] = static_cast<double>(outcome.evaluations);
  out[2] = static_cast<double>(outcome.start);
  return kDone;
}

/// The most entries (of d + 5 numbers) that a maximization returns.
WASM_EXPORT(maxima_limit)
std::size_t maxima_limit(std::size_t count, std::size_t starts, std::size_t keep) {
  return gp::MaximaLimit(count, starts, keep);
}

/// Returns the number of maxima, or minus an outcome. An entry of `out` is row (d), value, mean,
/// variance, candidate, refined.
WASM_EXPORT(model_maximize)
int model_maximize(Holder* holder, const double* candidates, std::size_t count, int kind,
                   double incumbent, double beta, const double* pending, std::size_t pending_count,
                   const double* normals, std::size_t samples, const std::uint8_t* continuous,
                   const std::uint32_t* level_counts, const double* levels, const double* excluded,
                   std::size_t excluded_count, std::size_t starts, std::size_t keep, double* out) {
  const AcquisitionScope scope(holder, kind, incumbent, beta, pending, pending_count, normals,
                               samples);
  if (scope.outcome() != kDone) return -scope.outcome();
  const gp::Model& model = holder->model;
  const std::size_t d = model.dimensions();
  const std::size_t limit = gp::MaximaLimit(count, starts, keep);
  const gp::MaximizeProblem problem{
      model.surrogate(), scope.acquisition(), candidates, count, continuous, level_counts, levels,
      excluded,          excluded_count,      starts,     keep,  &kNever};
  const Doubles found(gp::RoundUp(limit * d) + 3 * gp::RoundUp(limit));
  const Doubles scratch(
      gp::MaximizeScratch(problem, problem.surrogate.points.count, limit, model.isa(), d));
  const Piece<std::uint32_t> indices(gp::MaximizeIndices(count, limit));
  const Piece<std::uint32_t> origin(limit);
  const Piece<std::uint8_t> refined(limit);
  if (found.data() == nullptr || scratch.data() == nullptr || indices.data() == nullptr ||
      origin.data() == nullptr || refined.data() == nullptr) {
    return -kNoMemory;
  }
  gp::Arena arena(found.data());
  gp::Maxima maxima{arena.Take(limit * d),
                    arena.Take(limit),
                    arena.Take(limit),
                    arena.Take(limit),
                    origin.data(),
                    refined.data(),
                    0};
  const gp::Status status = gp::Maximize(problem, &maxima, scratch.data(), indices.data());
  if (status != gp::Status::kOk) return -OutcomeOf(status);
  for (std::size_t i = 0; i < maxima.count; ++i) {
    double* entry = out + i * (d + 5);
    std::memcpy(entry, maxima.rows + i * d, d * sizeof(double));
    entry[d] = maxima.value[i];
    entry[d + 1] = maxima.mean[i];
    entry[d + 2] = maxima.variance[i];
    entry[d + 3] = static_cast<double>(origin.data()[i]);
    entry[d + 4] = static_cast<double>(refined.data()[i]);
  }
  return static_cast<int>(maxima.count);
}

}  // namespace wasm
