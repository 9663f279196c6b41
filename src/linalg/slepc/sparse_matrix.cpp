#include "sparse_matrix.hpp"

#include <vector>

namespace netseam::linalg {

SparseMatrix::SparseMatrix(const parallel::Communicator& communicator, std::size_t rows, std::size_t own_rows,
                           std::span<const SparseEntry> entries)
    : rows_(rows), own_rows_(own_rows) {
  const auto all = static_cast<PetscInt>(rows), own = static_cast<PetscInt>(own_rows);
  std::vector<PetscInt> row, column;
  std::vector<PetscScalar> value;
  for (const SparseEntry& entry : entries) {
    row.push_back(static_cast<PetscInt>(entry.row));
    column.push_back(static_cast<PetscInt>(entry.column));
    value.push_back(entry.value);
  }
  const char* what = "assembling a sparse matrix";
  check(MatCreate(communicator.get(), matrix_.put()), what);
  check(MatSetSizes(matrix_.get(), own, own, all, all), what);
  check(MatSetType(matrix_.get(), MATAIJ), what);
  check(MatSetPreallocationCOO(matrix_.get(), static_cast<PetscCount>(row.size()), row.data(), column.data()),
        what);
  check(MatSetValuesCOO(matrix_.get(), value.data(), ADD_VALUES), what);
  PetscInt first = 0;
  check(MatGetOwnershipRange(matrix_.get(), &first, nullptr), what);
  first_row_ = static_cast<std::size_t>(first);
  for (Vector* vector : {&from_, &to_})
    check(VecCreateMPIWithArray(communicator.get(), 1, own, all, nullptr, vector->put()), what);
}

void SparseMatrix::apply(std::span<const double> x, std::span<double> y) const {
  const char* what = "a product with a sparse matrix";
  check(VecPlaceArray(from_.get(), x.data()), what);
  check(VecPlaceArray(to_.get(), y.data()), what);
  check(MatMult(matrix_.get(), from_.get(), to_.get()), what);
  check(VecResetArray(from_.get()), what);
  check(VecResetArray(to_.get()), what);
}

}  // namespace netseam::linalg
