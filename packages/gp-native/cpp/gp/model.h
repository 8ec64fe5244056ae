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
  static std::size_t BlockSize(const Isa& isa, std::size_t capacity, std::size_t dimensions);

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
  /// All observations, and while conditioned the pending rows behind them.
  Points points() const;

  /// `count` rows (row-major) and values; size() + count <= capacity().
  void Append(const double* rows, const double* values, std::size_t count);

  /// Takes observation `index` out. What lies before it keeps its part of the factor, what comes
  /// after is factored again: O(n^2) for the last, O(n^3) for the first, to the bits of a model
  /// that never had it.
  void Remove(std::size_t index);

  /// Packed as above. The factor is rebuilt when it is needed next.
  void SetHyperparameters(const double* packed);

  /// Brings factor and weights up to date: O(n^2) for every row that came since.
  Status Update();

  /// Adds rows that will be observed, without values: they take part in variances, and in means
  /// with weight zero. size() + count <= capacity(). `Release` takes them out again.
  Status Condition(const double* rows, std::size_t count);
  void Release();

  /// Valid after `Update` or `Condition` until the next change.
  Surrogate surrogate() const;

  double LogMarginalLikelihood() const;

 private:
  void CopyPoint(std::size_t index, const double* row);
  void Weigh();

  const Isa* isa_;
  Kernel kernel_;
  const std::uint8_t* kinds_;
  std::size_t dimensions_;
  std::size_t capacity_ = 0;
  std::size_t stride_ = 0;
  std::size_t size_ = 0;
  std::size_t pending_ = 0;   ///< rows behind the observations
  std::size_t weighted_ = 0;  ///< observations that weights_ covers
  Factor factor_{nullptr};
  int clean_rung_ = 0;  ///< the rung that the observations alone need
  double* columns_ = nullptr;
  double* values_ = nullptr;
  double* weights_ = nullptr;  ///< zero behind the observations
  double* column_ = nullptr;
  double* packed_ = nullptr;
  double* inverse_lengthscales_ = nullptr;
  double* row_ = nullptr;
};

}  // namespace gp
