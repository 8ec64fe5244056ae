#pragma once

#include <cstddef>
#include <cstdint>

#include "covariance.h"
#include "posterior.h"

namespace gp {

/// Observations, hyperparameters and the factor, in one block of the caller's that lives across
/// suggestions.
class Model {
 public:
  /// `kinds` (d) must outlive the model. Starts without observations, at the prior's mode.
  Model(const Isa& isa, Kernel kernel, const std::uint8_t* kinds, std::size_t dimensions)
      : isa_(&isa), kernel_(kernel), kinds_(kinds), dimensions_(dimensions) {}

  /// Doubles that a block for `capacity` observations takes.
  static std::size_t BlockSize(std::size_t capacity, std::size_t dimensions);

  /// Moves everything into a new block; the old one may be freed afterwards. capacity >= size().
  void MoveTo(double* block, std::size_t capacity);

  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }
  std::size_t dimensions() const { return dimensions_; }
  Kernel kernel() const { return kernel_; }
  const Isa& isa() const { return *isa_; }
  const double* values() const { return values_; }
  /// [ln lengthscales (d), ln variance, ln noise]
  const double* packed() const { return packed_; }
  Points points() const;

  /// `count` rows (row-major) and values; size() + count <= capacity().
  void Append(const double* rows, const double* values, std::size_t count);

  /// Packed as above. The factor is rebuilt when it is needed next.
  void SetHyperparameters(const double* packed);

  /// Brings factor and weights up to date: O(n^2) for every row that came since.
  Status Update();

  /// Valid after `Update` until the next change.
  Surrogate surrogate() const;

  double LogMarginalLikelihood() const;

 private:
  const Isa* isa_;
  Kernel kernel_;
  const std::uint8_t* kinds_;
  std::size_t dimensions_;
  std::size_t capacity_ = 0;
  std::size_t size_ = 0;
  std::size_t weighted_ = 0;  ///< observations that weights_ covers
  Factor factor_{nullptr, 0};
  double* columns_ = nullptr;
  double* values_ = nullptr;
  double* weights_ = nullptr;
  double* slopes_ = nullptr;
  double* packed_ = nullptr;
  double* inverse_lengthscales_ = nullptr;
  double* row_ = nullptr;
};

}  // namespace gp
