#pragma once

#include <cstddef>
#include <cstdint>

#include "covariance.h"
#include "posterior.h"

namespace gp {

/// Observations, hyperparameters and the factor, in one block of memory that the caller owns.
class Model {
 public:
  /// `kinds` (d) must outlive the model. A new model has no observations, and the mode of the prior
  /// as hyperparameters.
  Model(const Isa& isa, Kernel kernel, const std::uint8_t* kinds, std::size_t dimensions)
      : isa_(&isa), kernel_(kernel), kinds_(kinds), dimensions_(dimensions) {}

  /// Doubles of a block for `capacity` observations.
  static std::size_t BlockSize(const Isa& isa, std::size_t capacity, std::size_t dimensions);

  /// Moves everything to a new block, after which the old one may be freed. capacity >= size().
  void MoveTo(double* block, std::size_t capacity);

  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }
  std::size_t dimensions() const { return dimensions_; }
  Kernel kernel() const { return kernel_; }
  const Isa& isa() const { return *isa_; }
  const double* values() const { return values_; }
  /// [ln lengthscales (d), ln variance, ln noise]
  const double* theta() const { return theta_; }
  /// All observations, followed by the fantasized pending rows.
  Points points() const;

  /// `count` rows (row-major) and values; size() + count <= capacity().
  void Append(const double* rows, const double* values, std::size_t count);

  /// Removes observation `index`. The rows after it are factored again: O(n^2) for the last
  /// observation, O(n^3) for the first. The result has the same bits as a model that never had it.
  void Remove(std::size_t index);

  /// Sets theta, in the order above. The next `Update` rebuilds the factor.
  void SetHyperparameters(const double* theta);

  /// Brings the factor and alpha up to date: O(n^2) for each appended row.
  Status Update();

  /// Adds pending rows as if they were observed at their posterior mean: they lower variances and
  /// leave means alone (their alpha is 0). size() + count <= capacity(). `DropFantasies` removes
  /// them.
  Status Fantasize(const double* rows, std::size_t count);
  void DropFantasies();

  /// Valid after `Update` or `Fantasize`, until the next change.
  Surrogate surrogate() const;

  double LogMarginalLikelihood() const;

 private:
  void CopyPoint(std::size_t index, const double* row);
  void UpdateAlpha();

  const Isa* isa_;
  Kernel kernel_;
  const std::uint8_t* kinds_;
  std::size_t dimensions_;
  std::size_t capacity_ = 0;
  std::size_t stride_ = 0;
  std::size_t size_ = 0;
  std::size_t pending_ = 0;     ///< fantasized rows behind the observations
  std::size_t alpha_size_ = 0;  ///< number of observations that alpha_ was solved for
  Factor factor_{nullptr};
  int clean_rung_ = 0;  ///< the factor's rung without pending rows
  double* columns_ = nullptr;
  double* values_ = nullptr;
  double* alpha_ = nullptr;  ///< (K + noise I)^-1 values, zero behind the observations
  double* column_ = nullptr;
  double* theta_ = nullptr;
  double* inverse_lengthscales_ = nullptr;
  double* row_ = nullptr;
};

}  // namespace gp
