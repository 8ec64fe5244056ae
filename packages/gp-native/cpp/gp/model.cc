#include "model.h"

#include <cstring>

#include "arena.h"
#include "evidence.h"
#include "priors.h"

namespace gp {

std::size_t Model::BlockSize(std::size_t capacity, std::size_t d) {
  const std::size_t stride = RoundUp(capacity);
  return d * stride + 3 * stride + capacity * stride + 2 * RoundUp(d) + RoundUp(d + 2);
}

void Model::MoveTo(double* block, std::size_t capacity) {
  const Model old = *this;
  const std::size_t stride = RoundUp(capacity);
  Arena arena(block);
  columns_ = arena.Take(dimensions_ * stride);
  values_ = arena.Take(stride);
  weights_ = arena.Take(stride);
  slopes_ = arena.Take(stride);
  packed_ = arena.Take(dimensions_ + 2);
  inverse_lengthscales_ = arena.Take(dimensions_);
  row_ = arena.Take(dimensions_);
  factor_.entries = arena.Take(capacity * stride);
  factor_.stride = stride;
  capacity_ = capacity;
  if (old.packed_ == nullptr) {
    PriorMode(dimensions_, packed_);
    return;
  }
  std::memcpy(packed_, old.packed_, (dimensions_ + 2) * sizeof(double));
  std::memcpy(values_, old.values_, size_ * sizeof(double));
  std::memcpy(weights_, old.weights_, size_ * sizeof(double));
  for (std::size_t k = 0; k < dimensions_; ++k) {
    std::memcpy(columns_ + k * stride, old.columns_ + k * old.factor_.stride,
                size_ * sizeof(double));
  }
  for (std::size_t i = 0; i < factor_.rows; ++i) {
    std::memcpy(factor_.entries + i * stride, old.factor_.entries + i * old.factor_.stride,
                (i + 1) * sizeof(double));
  }
}

Points Model::points() const { return {columns_, factor_.stride, size_, dimensions_, kinds_}; }

void Model::Append(const double* rows, const double* values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t k = 0; k < dimensions_; ++k) {
      columns_[k * factor_.stride + size_ + i] = rows[i * dimensions_ + k];
    }
    values_[size_ + i] = values[i];
  }
  size_ += count;
}

void Model::SetHyperparameters(const double* packed) {
  std::memmove(packed_, packed, (dimensions_ + 2) * sizeof(double));
  factor_.rows = 0;
  factor_.rung = 0;
  weighted_ = 0;
}

Status Model::Update() {
  const Scales scales = UnpackScales(kernel_, packed_, dimensions_, inverse_lengthscales_);
  const Status status = ExtendFactor(*isa_, points(), scales, &factor_, row_, slopes_);
  if (status != Status::kOk) return status;
  if (weighted_ != size_) {
    std::memcpy(weights_, values_, size_ * sizeof(double));
    isa_->solve_forward(factor_.entries, factor_.stride, size_, weights_, factor_.stride, 1, 0);
    isa_->solve_backward(factor_.entries, factor_.stride, size_, weights_);
    weighted_ = size_;
  }
  return Status::kOk;
}

Surrogate Model::surrogate() const {
  const Scales scales = UnpackScales(kernel_, packed_, dimensions_, inverse_lengthscales_);
  return {isa_, points(), scales, factor_.entries, factor_.stride, weights_};
}

double Model::LogMarginalLikelihood() const {
  return EvidenceValue(*isa_, factor_.entries, factor_.stride, size_, values_, weights_);
}

}  // namespace gp
