#include "netseam/linalg/slepc_session.hpp"

#include "lapack_library.hpp"
#include "slepc_module.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <dlfcn.h>
#include <filesystem>
#include <limits>
#include <system_error>
#include <vector>

namespace netseam::linalg {
namespace {

MakeSlepcModule* load_module() {
  const LapackLibrary first;  // so that OpenBLAS takes the kernels that it is told to
  // never closed: MPI keeps pointers into PETSc
  constexpr int mode = RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE;
  void* library = ::dlopen("netseam_slepc.so", mode);
  if (!library) {  // address sanitizer's dlopen does not know the program's run path
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    const auto beside = program.parent_path().parent_path() / "lib" / "netseam_slepc.so";
    if (!error && std::filesystem::exists(beside, error)) library = ::dlopen(beside.c_str(), mode);
  }
  void* entry = library ? ::dlsym(library, make_slepc_module_name) : nullptr;
  if (!entry) {
    const char* reason = ::dlerror();
    throw core::ConfigError(std::string("SLEPc could not be loaded (Debian: libslepc-real3.18): ") +
                            (reason ? reason : "no reason given"));
  }
  return reinterpret_cast<MakeSlepcModule*>(entry);
}

std::vector<double> start_of_own_rows(const SymmetricOperator& matrix, std::uint64_t seed) {
  std::vector<double> start(matrix.own_rows());
  for (std::size_t i = 0; i < start.size(); ++i)
    start[i] = core::RandomStream(seed, matrix.first_row() + i, core::Purpose::eigen_start).uniform() - 0.5;
  return start;
}

std::vector<double> sign_of_own_rows(const SymmetricOperator& matrix) {
  constexpr double golden_ratio = 0.618033988749894848;
  std::vector<double> sign(matrix.own_rows());
  for (std::size_t i = 0; i < sign.size(); ++i) {
    const double turn = golden_ratio * static_cast<double>(matrix.first_row() + i + 1);
    sign[i] = turn - std::floor(turn) - 0.5;
  }
  return sign;
}

constexpr auto most_rows = static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max());

void check_own_rows(const parallel::Communicator& communicator, std::size_t rows, std::size_t own_rows) {
  const auto sum =
      parallel::all_reduce(communicator, static_cast<std::int64_t>(own_rows), parallel::Reduction::sum);
  parallel::agree(communicator, [&] {
    if (rows > most_rows) throw core::InternalError("a matrix has more than 2^31 - 1 rows");
    if (sum != static_cast<std::int64_t>(rows))
      throw core::InternalError("the ranks' own rows of a matrix do not add up to its rows");
  });
}

void check_problem(const SymmetricOperator& matrix, std::size_t count, const EigenOptions& options,
                   core::MatrixView<const double> deflated) {
  const std::size_t left = matrix.rows() - std::min(matrix.rows(), deflated.rows());
  if (count == 0 || count > left)
    throw core::InternalError(std::to_string(count) +
                              " eigenpairs were asked for of a matrix with room for " + std::to_string(left));
  if (deflated.rows() > 0 && deflated.columns() != matrix.own_rows())
    throw core::InternalError("vectors to deflate have another length than this rank's rows");
  if (!(options.tolerance > 0) || options.maximum_products == 0)
    throw core::InternalError("tolerance and number of products of an eigen solver must be above 0");
}

void check_pairs(const EigenPairs& pairs, std::size_t count) {
  if (pairs.value.size() < count)
    throw core::NumericalError("only " + std::to_string(pairs.value.size()) + " of " + std::to_string(count) +
                               " eigenpairs were found in " + std::to_string(pairs.products) + " products");
  if (!std::ranges::all_of(pairs.residual, [](double residual) { return std::isfinite(residual); }))
    throw core::NumericalError("an eigenvector is not finite");
}

}  // namespace

std::span<const std::string> eigen_method_names() noexcept {
  static const std::array<std::string, 3> names{"krylov-schur", "lobpcg", "arnoldi"};
  return names;
}

SlepcSession::SlepcSession(const parallel::Communicator& communicator)
    : module_(parallel::agree(communicator, load_module)(communicator)) {}

SlepcSession::~SlepcSession() = default;
SlepcSession::SlepcSession(SlepcSession&&) noexcept = default;
SlepcSession& SlepcSession::operator=(SlepcSession&&) noexcept = default;

EigenPairs SlepcSession::largest_eigenpairs(const parallel::Communicator& communicator,
                                            const SymmetricOperator& matrix, std::size_t count,
                                            const EigenOptions& options,
                                            core::MatrixView<const double> deflated) const {
  check_own_rows(communicator, matrix.rows(), matrix.own_rows());
  parallel::agree(communicator, [&] { check_problem(matrix, count, options, deflated); });
  const auto start = start_of_own_rows(matrix, options.seed), sign = sign_of_own_rows(matrix);
  auto pairs = module_->largest_eigenpairs({communicator, matrix, count, options, deflated, start, sign});
  parallel::agree(communicator, [&] { check_pairs(pairs, count); });
  return pairs;
}

std::unique_ptr<SymmetricOperator> SlepcSession::sparse_operator(const parallel::Communicator& communicator,
                                                                 std::size_t rows, std::size_t own_rows,
                                                                 std::span<const SparseEntry> entries) const {
  check_own_rows(communicator, rows, own_rows);
  parallel::agree(communicator, [&] {
    for (const SparseEntry& entry : entries)
      if (entry.row >= rows || entry.column >= rows)
        throw core::InternalError("an entry (" + std::to_string(entry.row) + ", " +
                                  std::to_string(entry.column) + ") is outside of a matrix of " +
                                  std::to_string(rows) + " rows");
  });
  return module_->sparse_operator(communicator, rows, own_rows, entries);
}

std::string SlepcSession::description() const { return module_->description(); }

}  // namespace netseam::linalg
