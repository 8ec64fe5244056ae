#include "model.h"

#include <cstring>

#include "arena.h"
#include "evidence.h"
#include "panels.h"
#include "priors.h"

namespace gp {

std::size_t Model::BlockSize(const Isa& isa, std::size_t capacity, std::size_t d) {
  const std::size_t stride = RoundUp(capacity);
  return d * stride + 3 * stride + RoundUp(PanelsSize(isa.panel, capacity)) + 2 * RoundUp(d) +
         RoundUp(d + 2);
}

void Model::MoveTo(double* block, std::size_t capacity) {
  const Model old = *this;
  Arena arena(block);
  stride_ = RoundUp(capacity);
  columns_ = arena.Take(dimensions_ * stride_);
  values_ = arena.Take(stride_);
  alpha_ = arena.Take(stride_);
  column_ = arena.Take(stride_);
  theta_ = arena.Take(dimensions_ + 2);
  inverse_lengthscales_ = arena.Take(dimensions_);
  row_ = arena.Take(dimensions_);
  factor_.panels = arena.Take(PanelsSize(isa_->panel, capacity));
  capacity_ = capacity;
  std::memset(columns_, 0, dimensions_ * stride_ * sizeof(double));
  std::memset(alpha_, 0, stride_ * sizeof(double));
  if (old.theta_ == nullptr) {
    PriorMode(dimensions_, theta_);
    return;
  }
  std::memcpy(theta_, old.theta_, (dimensions_ + 2) * sizeof(double));
  std::memcpy(values_, old.values_, size_ * sizeof(double));
  std::memcpy(alpha_, old.alpha_, alpha_size_ * sizeof(double));
  for (std::size_t k = 0; k < dimensions_; ++k) {
    std::memcpy(columns_ + k * stride_, old.columns_ + k * old.stride_, size_ * sizeof(double));
  }
  std::memcpy(factor_.panels, old.factor_.panels,
              PanelsSize(isa_->panel, factor_.size) * sizeof(double));
}

Points Model::points() const { return {columns_, stride_, size_ + pending_, dimensions_, kinds_}; }

void Model::CopyPoint(std::size_t index, const double* row) {
  for (std::size_t k = 0; k < dimensions_; ++k) columns_[k * stride_ + index] = row[k];
}

void Model::Append(const double* rows, const double* values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    CopyPoint(size_ + i, rows + i * dimensions_);
    values_[size_ + i] = values[i];
  }
  size_ += count;
}

void Model::Remove(std::size_t index) {
  const std::size_t behind = size_ - index - 1;
  for (std::size_t k = 0; k < dimensions_; ++k) {
    double* column = columns_ + k * stride_ + index;
    std::memmove(column, column + 1, behind * sizeof(double));
  }
  std::memmove(values_ + index, values_ + index + 1, behind * sizeof(double));
  --size_;
  // Without this row less jitter may be enough.
  if (factor_.rung > 0) {
    factor_.size = 0;
    factor_.rung = 0;
  }
  TruncateFactor(*isa_, &factor_, index);
  alpha_size_ = 0;
}

void Model::SetHyperparameters(const double* theta) {
  std::memmove(theta_, theta, (dimensions_ + 2) * sizeof(double));
  factor_.size = 0;
  factor_.rung = 0;
  alpha_size_ = 0;
}

void Model::UpdateAlpha() {
  std::memset(alpha_, 0, stride_ * sizeof(double));
  std::memcpy(alpha_, values_, size_ * sizeof(double));
  isa_->solve_forward(factor_.panels, size_, alpha_);
  isa_->solve_backward(factor_.panels, size_, alpha_);
  alpha_size_ = size_;
}

Status Model::Update() {
  const KernelParameters parameters =
      UnpackTheta(kernel_, theta_, dimensions_, inverse_lengthscales_);
  const int rung = factor_.rung;
  const Status status = ExtendFactor(*isa_, points(), parameters, &factor_, row_, column_);
  if (status != Status::kOk) return status;
  if (alpha_size_ != size_ || rung != factor_.rung) UpdateAlpha();
  return Status::kOk;
}

Status Model::Fantasize(const double* rows, std::size_t count) {
  Status status = Update();
  if (status != Status::kOk) return status;
  clean_rung_ = factor_.rung;
  const KernelParameters parameters =
      UnpackTheta(kernel_, theta_, dimensions_, inverse_lengthscales_);
  for (std::size_t i = 0; i < count; ++i) CopyPoint(size_ + i, rows + i * dimensions_);
  pending_ = count;
  while (!ExtendOnRung(*isa_, points(), parameters, &factor_, row_, column_)) {
    // More jitter: refactor the observations alone first, because alpha depends on it.
    pending_ = 0;
    if (++factor_.rung == kJitterRungs) {
      factor_.rung = 0;
      alpha_size_ = 0;
      return Status::kNotPositiveDefinite;
    }
    alpha_size_ = 0;
    status = Update();
    if (status != Status::kOk) return status;
    pending_ = count;
  }
  return Status::kOk;
}

void Model::DropFantasies() {
  pending_ = 0;
  if (factor_.rung == clean_rung_) {
    TruncateFactor(*isa_, &factor_, size_);
    return;
  }
  factor_.size = 0;
  factor_.rung = 0;
  alpha_size_ = 0;
}

Surrogate Model::surrogate() const {
  const KernelParameters parameters =
      UnpackTheta(kernel_, theta_, dimensions_, inverse_lengthscales_);
  return {isa_, points(), parameters, factor_.panels, alpha_, pending_};
}

double Model::LogMarginalLikelihood() const {
  return EvidenceValue(*isa_, factor_.panels, size_, values_, alpha_);
}

}  // namespace gp
