#include <Eigen/Cholesky>
#include <Eigen/Core>

/// The lower factor in place, n x n, column-major. Its own file, because it alone is compiled for
/// this machine.
bool EigenFactor(double* matrix, int n) {
  Eigen::Map<Eigen::MatrixXd> map(matrix, n, n);
  Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>> llt(map);
  return llt.info() == Eigen::Success;
}
